import { defineService } from '../define-service.js';
import { WATSONX_2025 } from '../documents.js';

/** watsonx.ai Studio, printed with dashes. Its feature groups print underscores and are a service of their own. */
export const watsonxAiStudio = defineService({
  id: 'data-science-experience',
  name: 'watsonx.ai Studio',
  family: 'watsonx',
  sections: [
    {
      title: 'Events for watsonx.ai Studio',
      document: WATSONX_2025,
      actions: [
        ['data-science-experience.project.create', 'create', 'Project created'],
        ['data-science-experience.project.delete', 'delete', 'Project deleted'],
        ['data-science-experience.notebook.create', 'create', 'Notebook created'],
        ['data-science-experience.notebook.delete', 'delete', 'Notebook deleted'],
        ['data-science-experience.notebook.update', 'update', 'Notebook runtime changed'],
        ['data-science-experience.rstudio.start', 'use', 'RStudio opened'],
        ['data-science-experience.rstudio.stop', 'use', 'RStudio session ended by timeout'],
      ],
    },
    {
      title: 'Events for Data Refinery flows',
      document: WATSONX_2025,
      actions: [
        ['data-science-experience.datarefinery-flow.read', 'read', 'Data Refinery flow read'],
        ['data-science-experience.datarefinery-flow.create', 'create', 'Data Refinery flow created'],
        ['data-science-experience.datarefinery-flow.delete', 'delete', 'Data Refinery flow deleted'],
        ['data-science-experience.datarefinery-flow.update', 'update', 'Data Refinery flow saved'],
        ['data-science-experience.datarefinery-flow.backup', 'create', 'Data Refinery flow duplicated'],
        ['data-science-experience.datarefinery-flowrun.create', 'create', 'Data Refinery flow run created'],
        ['data-science-experience.datarefinery-flowrun-complete.update', 'update', 'Data Refinery flow run completed'],
        ['data-science-experience.datarefinery-flowrun-cancel.update', 'update', 'Data Refinery flow run cancelled'],
      ],
    },
    {
      title: 'Events for SPSS Modeler flows',
      document: WATSONX_2025,
      actions: [
        ['data-science-experience.modeler-session.create', 'create', 'SPSS Modeler session created'],
        ['data-science-experience.modeler-flow.send', 'update', 'SPSS Modeler flow stored'],
        ['data-science-experience.modeler-flows-user.receive', 'read', 'SPSS Modeler user information read'],
        ['data-science-experience.modeler-flow-preview.create', 'create', 'SPSS Modeler flow node previewed'],
        ['data-science-experience.modeler-examples.receive', 'read', 'SPSS Modeler example flows listed'],
        ['data-science-experience.modeler-runtimes.receive', 'read', 'SPSS Modeler runtimes listed'],
        ['data-science-experience.lock-modeler-flow.enable', 'update', 'SPSS Modeler flow locked for the user'],
        ['data-science-experience.project-name.receive', 'read', 'Project name read'],
      ],
    },
  ],
});

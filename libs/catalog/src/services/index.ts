import type { Service } from '../catalog-action.js';
import { assetCatalog } from './asset-catalog.js';
import { billing } from './billing.js';
import { codeEngine } from './code-engine.js';
import { connections } from './connections.js';
import { decisionOptimization } from './decision-optimization.js';
import { entitlements } from './entitlements.js';
import { featureGroups } from './feature-groups.js';
import { iamAccessGroups } from './iam-access-groups.js';
import { iamIdentity } from './iam-identity.js';
import { iamPolicies } from './iam-policies.js';
import { iamPolicyTemplates } from './iam-policy-templates.js';
import { keyProtect } from './key-protect.js';
import { openscale } from './openscale.js';
import { privateCatalogs } from './private-catalogs.js';
import { profiling } from './profiling.js';
import { qiskitRuntime } from './qiskit-runtime.js';
import { scheduling } from './scheduling.js';
import { softwareInstances } from './software-instances.js';
import { userManagement } from './user-management.js';
import { watsonxAiRuntime } from './watsonx-ai-runtime.js';
import { watsonxAiStudio } from './watsonx-ai-studio.js';

/** All services, by family, in the order in which they are shown. A new service is one file and its line here. */
export const SERVICES: readonly Service[] = [
  keyProtect,
  codeEngine,
  qiskitRuntime,
  watsonxAiStudio,
  watsonxAiRuntime,
  featureGroups,
  assetCatalog,
  connections,
  decisionOptimization,
  scheduling,
  profiling,
  openscale,
  billing,
  userManagement,
  iamIdentity,
  iamAccessGroups,
  iamPolicies,
  iamPolicyTemplates,
  privateCatalogs,
  softwareInstances,
  entitlements,
];

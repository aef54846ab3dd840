import { defineService } from '../define-service.js';
import { ACCOUNT_2026, IAM_2024 } from '../documents.js';

const REMOVE_NOTE = 'Taken for the counterpart of "assign": the list we have gives names without descriptions.';

/** Access groups with their members, rules and templates. */
export const iamAccessGroups = defineService({
  id: 'iam-groups',
  name: 'IAM access groups',
  family: 'account-management',
  sections: [
    {
      title: 'Events for managing IAM account settings',
      document: ACCOUNT_2026,
      actions: [['iam-groups.account-settings.update', 'update', 'Access group account settings updated']],
    },
    {
      title: 'Account events',
      document: IAM_2024,
      actions: [['iam-groups.account-settings.read', 'read', 'Access group account settings read']],
    },
    {
      title: 'Access groups events',
      document: IAM_2024,
      actions: [
        ['iam-groups.group.create', 'create', 'Access group created'],
        ['iam-groups.group.read', 'read', 'Access group read'],
        ['iam-groups.group.update', 'update', 'Access group updated'],
        ['iam-groups.group.delete', 'delete', 'Access group deleted'],
        ['iam-groups.groups.list', 'read', 'Access groups listed'],
      ],
    },
    {
      title: 'Members events',
      document: IAM_2024,
      actions: [
        ['iam-groups.federated-member.add', 'create', 'Federated member added'],
        ['iam-groups.member.add', 'create', 'Member added'],
        ['iam-groups.member.delete', 'delete', 'Member removed'],
        ['iam-groups.member.read', 'read', 'Member read'],
        ['iam-groups.members.list', 'read', 'Members listed'],
      ],
    },
    {
      title: 'Rules events',
      document: IAM_2024,
      actions: [
        ['iam-groups.rule.read', 'read', 'Rule read'],
        ['iam-groups.rule.create', 'create', 'Rule created'],
        ['iam-groups.rule.update', 'update', 'Rule updated'],
        ['iam-groups.rule.delete', 'delete', 'Rule deleted'],
        ['iam-groups.rules.list', 'read', 'Rules listed'],
      ],
    },
    {
      title: 'Access group template events',
      document: IAM_2024,
      actions: [
        ['iam-groups.groups-template.create', 'create', 'Access group template created'],
        ['iam-groups.groups-template.delete', 'delete', 'Access group template deleted'],
        ['iam-groups.groups-template.update', 'update', 'Access group template updated'],
        ['iam-groups.groups-template.read', 'read', 'Access group template read'],
        ['iam-groups.groups-template.assign', 'create', 'Access group template assigned'],
        [
          'iam-groups.groups-template.remove',
          'delete',
          'Access group template assignment removed',
          { note: REMOVE_NOTE },
        ],
        ['iam-groups.groups-template.assignment-read', 'read', 'Access group template assignment read'],
        ['iam-groups.groups-template.assignment-update', 'update', 'Access group template assignment updated'],
      ],
    },
  ],
});

import { defineService } from '../define-service.js';
import { ACCOUNT_2026 } from '../documents.js';

/** Accounts, usage reports and account-wide settings. */
export const billing = defineService({
  id: 'billing',
  name: 'Billing',
  family: 'account-management',
  sections: [
    {
      title: 'Events for managing accounts',
      document: ACCOUNT_2026,
      actions: [
        ['billing.account.create', 'create', 'Account created'],
        ['billing.account.update', 'update', 'Account updated'],
        ['billing.account.active', 'update', 'Account activated'],
        ['billing.account-subscription.create', 'create', 'Account subscription created'],
      ],
    },
    {
      title: 'Events for managing single account usage reports',
      document: ACCOUNT_2026,
      actions: [
        ['billing.account-summary.read', 'read', 'Account summary read'],
        ['billing.account-summary.download', 'read', 'Account summary downloaded'],
        ['billing.account-usage-report.read', 'read', 'Account usage report read'],
        ['billing.account-instances-usage-report.download', 'read', 'Account instances usage report downloaded'],
      ],
    },
    {
      title: 'Events for managing enterprise usage reports',
      document: ACCOUNT_2026,
      actions: [
        ['billing.enterprise-usage-report.read', 'read', 'Enterprise usage report read'],
        ['billing.enterprise-usage-report.download', 'read', 'Enterprise usage report downloaded'],
        ['billing.enterprise-instances-usage-report.download', 'read', 'Enterprise instances usage report downloaded'],
      ],
    },
    {
      title: 'Events for managing IAM account settings',
      document: ACCOUNT_2026,
      actions: [
        ['billing.account-traits.update', 'update', 'Account traits updated'],
        [
          'billing.account-mfa.set-on',
          'update',
          'Account multifactor authentication turned on',
          { isDeprecated: true },
        ],
        [
          'billing.account-mfa.set-off',
          'update',
          'Account multifactor authentication turned off',
          { isDeprecated: true },
        ],
      ],
    },
    {
      title: 'Events for managing organizations',
      document: ACCOUNT_2026,
      actions: [['billing.account-org.create', 'create', 'Account organisation created']],
    },
    {
      title: 'Events for managing users',
      document: ACCOUNT_2026,
      actions: [['billing.user.active', 'update', 'User activated']],
    },
  ],
});

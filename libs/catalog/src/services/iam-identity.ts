import { defineService } from '../define-service.js';
import { ACCOUNT_2026, IAM_2024 } from '../documents.js';

const REMOVE_NOTE = 'Taken for the counterpart of "assign": the list we have gives names without descriptions.';

/** Who someone is: trusted profiles, service IDs, API keys, logins and their templates. */
export const iamIdentity = defineService({
  id: 'iam-identity',
  name: 'IAM identity',
  family: 'account-management',
  sections: [
    {
      title: 'Events for managing IAM account settings',
      document: ACCOUNT_2026,
      actions: [['iam-identity.accountsettings.update', 'update', 'IAM account settings updated']],
    },
    {
      title: 'Trusted profiles events',
      document: IAM_2024,
      actions: [
        ['iam-identity.account-profile.create', 'create', 'Trusted profile created'],
        ['iam-identity.account-profile.update', 'update', 'Trusted profile updated'],
        ['iam-identity.account-profile.delete', 'delete', 'Trusted profile deleted'],
      ],
    },
    {
      title: 'Service ID events',
      document: IAM_2024,
      actions: [
        ['iam-identity.account-serviceid.create', 'create', 'Service ID created'],
        ['iam-identity.account-serviceid.update', 'update', 'Service ID updated'],
        ['iam-identity.account-serviceid.delete', 'delete', 'Service ID deleted'],
      ],
    },
    {
      title: 'API key events',
      document: IAM_2024,
      actions: [
        ['iam-identity.user-apikey.create', 'create', 'User API key created'],
        ['iam-identity.user-apikey.update', 'update', 'User API key updated'],
        ['iam-identity.user-apikey.delete', 'delete', 'User API key deleted'],
        ['iam-identity.serviceid-apikey.create', 'create', 'Service ID API key created'],
        ['iam-identity.serviceid-apikey.delete', 'delete', 'Service ID API key deleted'],
        ['iam-identity.serviceid-apikey.update', 'update', 'Service ID API key updated'],
      ],
    },
    {
      title: 'Login and logout events',
      document: IAM_2024,
      actions: [
        ['iam-identity.user-apikey.login', 'access', 'User logged in with an API key'],
        ['iam-identity.serviceid-apikey.login', 'access', 'Service ID logged in with an API key'],
        ['iam-identity.user-identitycookie.login', 'access', 'User logged in with an identity cookie'],
        ['iam-identity.user-refreshtoken.login', 'access', 'User logged in with a refresh token'],
        ['iam-identity.user-passcode.login', 'access', 'User logged in with a passcode'],
        ['iam-identity.user.logout', 'access', 'User logged out'],
      ],
    },
    {
      title: 'Trusted profile template events',
      document: IAM_2024,
      actions: [
        ['iam-identity.profile-template.create', 'create', 'Trusted profile template created'],
        ['iam-identity.profile-template.delete', 'delete', 'Trusted profile template deleted'],
        ['iam-identity.profile-template.update', 'update', 'Trusted profile template updated'],
        ['iam-identity.profile-template.read', 'read', 'Trusted profile template read'],
        ['iam-identity.profile-template.assign', 'create', 'Trusted profile template assigned'],
        [
          'iam-identity.profile-template.remove',
          'delete',
          'Trusted profile template assignment removed',
          { note: REMOVE_NOTE },
        ],
        ['iam-identity.profile-template.assignment-read', 'read', 'Trusted profile template assignment read'],
        ['iam-identity.profile-template.assignment-update', 'update', 'Trusted profile template assignment updated'],
      ],
    },
    {
      title: 'Settings template events',
      document: IAM_2024,
      actions: [
        ['iam-identity.account-settings-template.create', 'create', 'Account settings template created'],
        ['iam-identity.account-settings-template.delete', 'delete', 'Account settings template deleted'],
        ['iam-identity.account-settings-template.update', 'update', 'Account settings template updated'],
        ['iam-identity.account-settings-template.read', 'read', 'Account settings template read'],
        ['iam-identity.account-settings-template.assign', 'create', 'Account settings template assigned'],
        [
          'iam-identity.account-settings-template.remove',
          'delete',
          'Account settings template assignment removed',
          { note: REMOVE_NOTE },
        ],
        ['iam-identity.account-settings-template.assignment-read', 'read', 'Account settings template assignment read'],
        [
          'iam-identity.account-settings-template.assignment-update',
          'update',
          'Account settings template assignment updated',
        ],
      ],
    },
  ],
});

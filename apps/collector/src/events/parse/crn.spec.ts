import { describe, expect, it } from '@jest/globals';
import { originOf } from './crn.js';

describe('originOf', () => {
  it.each([
    ['crn:v1:bluemix:public:kms:us-south:a/67db:instance::', 'us-south', '67db'],
    ['crn:v1:bluemix:public:is:us-south-1:a/82a9-0f2e::volume:cc6d', 'us-south-1', '82a9-0f2e'],
    ['crn:v1::public:is::a/a1234567::snapshot:09ca', 'global', 'a1234567'],
    ['v1:bluemix:public:kms:eu-de:a/67db:instance::', 'eu-de', '67db'],
    ['crn:v1:staging:public:power-iaas:global:a/xx:yy::', 'global', 'xx'],
    ['crn:v1:bluemix:public:kms:us-south:s/null:::', 'us-south', 'unknown'],
    ['crn:v1:bluemix:public:kms:us-south::::', 'us-south', 'unknown'],
    ['crn:v1:bluemix:public:kms:us-south:a/:::', 'us-south', 'unknown'],
    [`crn:v1:bluemix:public:kms:${'x'.repeat(129)}:a/67db:::`, 'unknown', '67db'],
    [`crn:v1:bluemix:public:kms:us-south:a/${'x'.repeat(129)}:::`, 'us-south', 'unknown'],
    ['crn:v1:bluemix:public:kms:us south:a/67db:::', 'unknown', '67db'],
    ['crn:v1:bluemix:public:kms:us-south', 'unknown', 'unknown'],
    ['crn:v2:bluemix:public:kms:us-south:a/67db:::', 'unknown', 'unknown'],
    ['crn:v1:bluemix:public::us-south:a/67db:::', 'unknown', 'unknown'],
    ['INVALID', 'unknown', 'unknown'],
    ['', 'unknown', 'unknown'],
    [undefined, 'unknown', 'unknown'],
    [null, 'unknown', 'unknown'],
    [{}, 'unknown', 'unknown'],
  ])('reads %p as location %s, account %s', (crn, location, account) => {
    expect(originOf(crn)).toEqual({ location, account });
  });
});

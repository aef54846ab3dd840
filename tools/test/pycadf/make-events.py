"""Makes events with OpenStack's own pycadf, one of each kind, and writes what it said into them beside them.

A line of output is {"said": {...}, "bare": {...}, "wrapped": {...}}: the event as pycadf serialises it, and the
notification in which oslo.messaging carries it (another event, because its id is its own).
"""

import datetime
import itertools
import json
import uuid
import warnings

from pycadf import (attachment, cadftaxonomy, cadftype, credential, endpoint, event, eventfactory, geolocation, host,
                    identifier, measurement, metric, reason, reporterstep, resource, tag, timestamp)

warnings.simplefilter('ignore')  # of ids that are no UUID, which are allowed

INITIATORS = [
    # id, name, address
    ('c9f76d3c31e142af9291de2935bde98a', 'admin', '192.0.2.7'),
    (str(uuid.uuid4()), 'Zoë Ünïcode', '2001:db8::7'),
    ('openstack:3d4a50a9-2b59-438b-bf19-c231f9c7625a', None, None),
]


def initiator_of(given, kind):
    found = resource.Resource(id=given[0], name=given[1], typeURI=cadftaxonomy.ACCOUNT_USER, domain='Default')
    if given[2]:
        found.host = host.Host(id=identifier.generate_uuid(), address=given[2], agent='curl/7.88.1', platform='Linux')
    if kind % 2:
        found.credential = credential.Credential(token='xxxx***xxxx', type='https://example.org/token')
    else:
        found.credential = credential.FederatedCredential(
            token='x' * 32, type='http://docs.oasis-open.org/security/saml/v2.0', identity_provider='ACME',
            user='c9f76d3c31e142af9291de2935bde98a', groups=['developers', 'auditors'])
    found.geolocation = geolocation.Geolocation(
        id=identifier.generate_uuid(), latitude='52.5', longitude='13.4', elevation='34', accuracy='1', city='Berlin',
        state='BE', regionICANN='de')
    return found


def target_of(kind, number):
    found = resource.Resource(id='target-%d' % number, name='volume %d' % number, typeURI=kind,
                              ref='https://example.org/v3/%d' % number)
    found.add_address(endpoint.Endpoint(url='https://example.org:8776/v3', name='public', port='8776'))
    found.add_attachment(attachment.Attachment(typeURI='text/plain', content='a note', name='note'))
    return found


def complete(made, number):
    """All else that an event may have."""
    made.add_tag(tag.generate_name_value_tag('correlation_id', 'request-%d' % number))
    made.add_tag(tag.generate_name_value_tag('nova', 'yes'))
    made.add_attachment(attachment.Attachment(typeURI='application/json', content='{"a": 1}', name='request'))
    made.add_reporterstep(reporterstep.Reporterstep(
        role=cadftype.REPORTER_ROLE_MODIFIER, reporter=resource.Resource(id='target'),
        reporterTime=timestamp.get_utc_now()))
    made.add_reporterstep(reporterstep.Reporterstep(
        role=cadftype.REPORTER_ROLE_RELAY, reporterId=identifier.generate_uuid(),
        reporterTime=timestamp.get_utc_now('Asia/Kolkata')))


def make(number, kind, outcome, action, target_type):
    given = INITIATORS[number % len(INITIATORS)]
    failed = outcome == 'failure'
    time = timestamp.get_utc_now(['UTC', 'Europe/Berlin', 'America/St_Johns'][number % 3])
    made = eventfactory.EventFactory().new_event(
        eventType=kind, eventTime=time, outcome=outcome, action=action, severity='high' if failed else None,
        name='event %d' % number, observer=resource.Resource(id='target'),
        initiator=initiator_of(given, number), target=target_of(target_type, number))
    why = None
    if kind == cadftype.EVENTTYPE_CONTROL or outcome in ('success', 'failure'):
        why = ('403', 'Forbidden by policy') if failed else ('200', 'HTTP')
        made.reason = reason.Reason(reasonCode=why[0], reasonType=why[1], policyId='policy-1',
                                    policyType='https://example.org/policy')
    if kind == cadftype.EVENTTYPE_MONITOR:
        made.add_measurement(measurement.Measurement(
            result='%d' % number, metric=metric.Metric(metricId=identifier.generate_uuid(), unit='ms', name='latency')))
    complete(made, number)
    return made, {
        'action': action, 'outcome': outcome, 'time': time, 'severity': 'high' if failed else None,
        'initiatorId': given[0], 'initiatorName': given[1], 'initiatorAddress': given[2],
        'targetId': 'target-%d' % number, 'targetName': 'volume %d' % number, 'targetType': target_type,
        'correlationId': 'request-%d' % number, 'reasonCode': int(why[0]) if why else None,
        'reasonText': why[1] if failed else None,
    }


def make_by_ids(number):
    """The other half of CADF's either-or: only ids of initiator, target and observer."""
    time = timestamp.get_utc_now()
    made = event.Event(eventTime=time, action='read/list', outcome='success', initiatorId='initiator-by-id',
                       targetId='openstack:target-by-id', observerId=identifier.generate_uuid())
    return made, {
        'action': 'read/list', 'outcome': 'success', 'time': time, 'severity': None,
        'initiatorId': 'initiator-by-id', 'initiatorName': None, 'initiatorAddress': None,
        'targetId': 'openstack:target-by-id', 'targetName': None, 'targetType': None,
        'correlationId': None, 'reasonCode': None, 'reasonText': None,
    }


def notification_of(made):
    payload = dict(made.as_dict(), id=identifier.generate_uuid())
    return {'message_id': str(uuid.uuid4()), 'publisher_id': 'volume.host-1', 'event_type': 'audit.http.response',
            'priority': 'INFO', 'timestamp': '2026-01-01 00:00:00.000000', 'payload': payload}


def main():
    kinds = [cadftype.EVENTTYPE_ACTIVITY, cadftype.EVENTTYPE_MONITOR, cadftype.EVENTTYPE_CONTROL]
    actions = sorted(cadftaxonomy.ACTION_TAXONOMY)
    types = sorted(cadftaxonomy.RESOURCE_TAXONOMY)
    wanted = list(itertools.product(kinds, sorted(cadftaxonomy.OUTCOME_TAXONOMY)))
    # Each action and each type of target at least once, each kind with each outcome many times.
    for number in range(max(len(actions), len(types)) + 24):
        kind, outcome = wanted[number % len(wanted)]
        write(*make(number, kind, outcome, actions[number % len(actions)], types[number % len(types)]))
    write(*make_by_ids(1000))


def write(made, said):
    assert made.is_valid()
    moment = datetime.datetime.strptime(said['time'], timestamp.TIME_FORMAT).astimezone(datetime.timezone.utc)
    said['time'] = moment.strftime('%Y-%m-%dT%H:%M:%S.%fZ')
    print(json.dumps({'said': said, 'bare': made.as_dict(), 'wrapped': notification_of(made)}))


main()

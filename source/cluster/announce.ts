import type {Announced} from '../model/cluster.ts';
import {ourManager} from '../model/managed-fields.ts';
import type {KubernetesObject} from '../model/object.ts';
import {isIssued, type Permit} from '../model/permit.ts';
import type {Announcement} from '../model/plan.ts';
import {apiVersion, sayRef} from '../model/ref.ts';
import type {Answer} from '../model/trouble.ts';
import type {Transport} from './transport.ts';

/** What API servers take of a message, in bytes. */
const mostBytes = 1024;

/**
 * Writes an Event of a permitted plan, in the core group: editors may create
 * those, and `kubectl describe` lists them. A permit that was not issued, or
 * not for this announcement, is a bug and throws.
 */
export async function announce(
	transport: Transport,
	permit: Permit,
	announcement: Announcement,
	announced: Announced,
): Promise<Answer<KubernetesObject>> {
	if (!isIssued(permit)) throw new Error('an Event was written without an issued permit');
	if (!permit.plan.announcements?.includes(announcement))
		throw new Error('an Event was written with the permit of another plan');
	const event = eventOf(announcement, permit.plan.action, announced);
	const answered = await transport.json({
		doing: `write an Event about ${sayRef(announcement.about)}`,
		method: 'POST',
		path: `/api/v1/namespaces/${encodeURIComponent(event.metadata.namespace)}/events`,
		query: {fieldManager: ourManager},
		body: JSON.stringify(event),
		isRepeatable: false,
		permit,
	});
	return answered as Answer<KubernetesObject>;
}

function eventOf({about, reason}: Announcement, action: string, {id, at, says}: Announced) {
	const {resource, namespace, name, uid} = about;
	const time = new Date(at).toISOString();
	const seconds = time.replace(/\.\d+Z$/, 'Z');
	return {
		apiVersion: 'v1',
		kind: 'Event',
		metadata: {name: `${name.slice(0, 200)}.${id}`, namespace: eventNamespace(about)},
		involvedObject: {
			apiVersion: apiVersion(resource),
			kind: resource.kind,
			...(namespace !== '' && {namespace}),
			name,
			uid,
		},
		type: 'Normal',
		reason,
		action,
		message: cut(says),
		count: 1,
		firstTimestamp: seconds,
		lastTimestamp: seconds,
		eventTime: time.replace('Z', '000Z'),
		source: {component: ourManager},
		reportingComponent: ourManager,
		reportingInstance: `${ourManager}-${id}`,
	};
}

/** Events about objects without a namespace are kept in `default`. */
export function eventNamespace({namespace}: Announcement['about']): string {
	return namespace === '' ? 'default' : namespace;
}

function cut(text: string): string {
	if (Buffer.byteLength(text) <= mostBytes) return text;
	const kept = Buffer.from(text).subarray(0, mostBytes - 3);
	return `${kept.toString('utf8').replace(/\uFFFD$/, '')}…`;
}

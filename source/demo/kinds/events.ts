import {atomic, members, type Shape} from './fields.ts';
import type {Kind} from './kind.ts';
import {objectShape} from './metadata.ts';

const any: Shape = {is: 'any'};
const objectReference = atomic(
	members({string: 'kind namespace name uid apiVersion resourceVersion fieldPath'}),
);

export const events: Kind = {
	group: '',
	version: 'v1',
	kind: 'Event',
	plural: 'events',
	singular: 'event',
	shortNames: ['ev'],
	isNamespaced: true,
	shape: objectShape({
		reason: {is: 'string'},
		message: {is: 'string'},
		type: {is: 'string'},
		action: {is: 'string'},
		count: {is: 'count'},
		firstTimestamp: any,
		lastTimestamp: any,
		eventTime: any,
		series: any,
		reportingComponent: any,
		reportingInstance: any,
		involvedObject: objectReference,
		related: objectReference,
		source: members({string: 'component host'}),
	}),
	selectableFields: {
		'involvedObject.kind': event => event.involvedObject?.kind,
		'involvedObject.namespace': event => event.involvedObject?.namespace,
		'involvedObject.name': event => event.involvedObject?.name,
		'involvedObject.uid': event => event.involvedObject?.uid,
		'involvedObject.apiVersion': event => event.involvedObject?.apiVersion,
		'involvedObject.resourceVersion': event => event.involvedObject?.resourceVersion,
		'involvedObject.fieldPath': event => event.involvedObject?.fieldPath,
		reason: event => event.reason,
		reportingComponent: event => event.reportingComponent,
		source: event => event.source?.component,
		type: event => event.type,
	},
	fill(event) {
		event.source ??= {};
		event.firstTimestamp ??= null;
		event.lastTimestamp ??= null;
		event.eventTime ??= null;
		event.reportingComponent ??= '';
		event.reportingInstance ??= '';
	},
};

import {type KubernetesObject, numberIn, objectIn, textIn} from '../model/object.ts';
import {timeOf} from './age.ts';
import {amount, namespaceColumn, since, words} from './columns.ts';
import {intern} from './intern.ts';
import {rowOf} from './row.ts';
import type {ResourceView, Row} from './view.ts';

export type EventRow = Row & {
	/** `Normal` or `Warning`. */
	readonly type: string;
	readonly reason: string;
	readonly message: string;
	readonly count: number;
	readonly firstSeen: number;
	readonly lastSeen: number;
	readonly regarding: {
		readonly group: string;
		readonly kind: string;
		readonly name: string;
		readonly uid: string;
	};
	/** The container that it is about, where it is about one. */
	readonly container: string | undefined;
	/** Who says so: `kubelet`, `deployment-controller`. */
	readonly source: string;
};

/** Of a core v1 Event: older reporters count and stamp it themselves, newer ones keep a series. */
export function projectEvent(object: KubernetesObject): EventRow {
	const row = rowOf(object);
	const series = objectIn(object.series);
	const {apiVersion, kind, name, uid, fieldPath} = objectIn(object.involvedObject);
	const [, container] = /^spec\.(?:initContainers|containers)\{(.+)\}$/.exec(textIn(fieldPath) ?? '') ?? [];
	const firstSeen = timeOf(textIn(object.firstTimestamp)) ?? timeOf(textIn(object.eventTime)) ?? row.created;
	return {
		...row,
		type: intern(textIn(object.type) ?? ''),
		reason: intern(textIn(object.reason) ?? ''),
		message: textIn(object.message) ?? '',
		count: numberIn(series.count) ?? (numberIn(object.count) || 1),
		firstSeen,
		lastSeen: timeOf(textIn(series.lastObservedTime)) ?? timeOf(textIn(object.lastTimestamp)) ?? firstSeen,
		regarding: {
			group: intern(groupIn(textIn(apiVersion))),
			kind: intern(textIn(kind) ?? ''),
			name: textIn(name) ?? '',
			uid: intern(textIn(uid) ?? ''),
		},
		container: container && intern(container),
		source: intern(textIn(objectIn(object.source).component) || textIn(object.reportingComponent) || ''),
	};
}

/** Kinds of equal name in different groups are different kinds. */
function groupIn(apiVersion = ''): string {
	return apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
}

function sayRegarding({regarding}: EventRow): string {
	return `${regarding.kind.toLowerCase()}/${regarding.name}`;
}

export const events: ResourceView<EventRow> = {
	name: 'events',
	aliases: ['event', 'ev'],
	group: '',
	plural: 'events',
	kind: 'Event',
	isNamespaced: true,
	project: projectEvent,
	order: {column: 'LAST SEEN', isDescending: false},
	columns: [
		namespaceColumn,
		since('LAST SEEN', row => row.lastSeen, {width: [9, 9], priority: 1}),
		words('TYPE', row => row.type, {
			width: [7, 7],
			priority: 2,
			tone: row => (row.type === 'Warning' ? 'warning' : 'plain'),
		}),
		words('REASON', row => row.reason, {width: [12, 28], priority: 1}),
		words('OBJECT', sayRegarding, {width: [18, 60], priority: 1}),
		amount('COUNT', row => row.count, {width: [5, 6], priority: 3}),
		words('MESSAGE', row => row.message, {width: [20, 400], priority: 2}),
		words('SOURCE', row => row.source, {width: [12, 30], priority: 5, isWide: true}),
		since('FIRST SEEN', row => row.firstSeen, {width: [10, 10], priority: 5, isWide: true}),
		words('NAME', row => row.name, {width: [24, 64], priority: 6, isWide: true}),
	],
	search: row =>
		`${row.namespace} ${row.type} ${row.reason} ${sayRegarding(row)} ${row.message}`.toLowerCase(),
	isFaulty: row => row.type === 'Warning',
};

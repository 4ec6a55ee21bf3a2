import {amount, since, words} from '../../resources/columns.ts';
import type {Row, Tone} from '../../resources/view.ts';
import type {ListView} from '../arrange.ts';
import type {Forwarded} from '../forwards.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {type Table, tableOf} from '../table.ts';

/** A forward as a row; its uid is the journal's id of it, its name what it leads to. */
export type ForwardRow = Row & {readonly forward: Forwarded};

export const forwardsTable: (forwards: readonly Forwarded[]) => Table<ForwardRow> = remembering(forwards =>
	tableOf(
		forwards.map(forward => ({
			uid: forward.id,
			namespace: '',
			name: forward.of,
			created: forward.since,
			forward,
		})),
	),
);

export const forwardsShown = (state: State): readonly Forwarded[] =>
	shown(state.forwards, state.rehearsal?.isPresenting === true);

/** What is on a screen that others look at leads to the page alone, whose token nobody sees. */
const shown = remembering((forwards: State['forwards'], isPresenting: boolean): readonly Forwarded[] =>
	isPresenting
		? forwards.map(each => (each.link ? {...each, link: {...each.link, href: each.link.shown}} : each))
		: forwards,
);

function sayHere({forward: {stands, link}}: ForwardRow): string {
	return link?.shown.replace('http://', '') ?? `127.0.0.1:${stands.local}`;
}

function sayStanding({forward: {stands, isStopping}}: ForwardRow): string {
	if (isStopping) return 'ending';
	if (stands.trouble === undefined) return 'leads';
	return stands.pod === undefined ? 'no pod is ready' : 'not reached';
}

function tone(row: ForwardRow): Tone {
	if (row.forward.isStopping) return 'dim';
	return row.forward.stands.trouble === undefined ? 'good' : 'bad';
}

export const forwardsView: ListView<ForwardRow> = {
	name: 'forwards',
	isNamespaced: false,
	columns: [
		{
			...words('HERE', sayHere, {width: [15, 30], priority: 1}),
			href: ({forward}: ForwardRow) => forward.link?.href,
		},
		words('STATE', sayStanding, {width: [8, 15], priority: 1, tone}),
		words('TO', ({forward}) => `port ${forward.remote} of ${forward.of}`, {width: [24, 80], priority: 1}),
		words('POD', ({forward}) => forward.stands.pod ?? '', {width: [12, 60], priority: 2}),
		amount('OPEN', ({forward}) => forward.stands.open, {width: [4, 6], priority: 2}),
		amount('CONNECTIONS', ({forward}) => forward.stands.connections, {width: [11, 11], priority: 3}),
		amount('BYTES IN', ({forward}) => forward.stands.bytesIn, {width: [8, 14], priority: 3}),
		amount('BYTES OUT', ({forward}) => forward.stands.bytesOut, {width: [9, 14], priority: 4}),
		words('CONTEXT', ({forward}) => forward.context, {width: [8, 40], priority: 5}),
		since('AGE', row => row.created, {width: [5, 7], priority: 5}),
	],
	search: ({forward}) => `${forward.of} ${forward.stands.local} ${forward.stands.pod ?? ''}`.toLowerCase(),
	isFaulty: ({forward}) => forward.stands.trouble !== undefined,
};

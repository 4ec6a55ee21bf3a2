import type {Health} from '../../model/health.ts';
import {words} from '../../resources/columns.ts';
import type {Row, Tone} from '../../resources/view.ts';
import type {ListView} from '../arrange.ts';
import {baseLink} from '../link.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {type Table, tableOf} from '../table.ts';

/** A context of the kubeconfig; its uid is its name. What is said of it is empty where nobody asked it anything. */
export type ContextRow = Row & {readonly says: string; readonly tone: Tone};

/** What is known of the contexts that somebody asked for. */
type Said = {readonly [name: string]: Pick<ContextRow, 'says' | 'tone'>};

export const contextsTable: (names: readonly string[], said: Said) => Table<ContextRow> = remembering(
	(names, said) =>
		tableOf(
			names.map(name => ({
				uid: name,
				namespace: '',
				name,
				created: 0,
				says: '',
				tone: 'plain' as const,
				...said[name],
			})),
		),
);

/** Of the present context how it is reached, of the one that was chosen that it is being reached. */
export function sayContexts(state: State): Said {
	return saidOf(state.context.name, baseLink(state).health?.state, state.connecting);
}

const saidOf = remembering(
	(present: string, health: Health['state'] = 'connecting', chosen: string | undefined): Said => ({
		[present]: saidOfLink[health],
		...(chosen === undefined ? {} : {[chosen]: saidOfLink.connecting}),
	}),
);

const connected = {says: 'connected', tone: 'good'} as const;
const connecting = {says: 'connecting', tone: 'progress'} as const;

/** A server that refuses, or does not serve a kind, has answered. */
const saidOfLink = {
	connecting,
	listing: connecting,
	stale: {says: 'not reached', tone: 'bad'},
	live: connected,
	polling: connected,
	denied: connected,
	absent: connected,
} as const;

export const contextsView: ListView<ContextRow> = {
	name: 'contexts',
	isNamespaced: false,
	columns: [
		words('NAME', row => row.name, {width: [24, 100], priority: 1}),
		words('STATUS', row => row.says, {width: [11, 11], priority: 1, tone: row => row.tone}),
	],
	search: row => row.name.toLowerCase(),
	isFaulty: () => false,
};

import type {Entry} from '../journal/entry.ts';
import type {Split} from '../model/split.ts';
import type {Trouble} from '../model/trouble.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Row} from '../resources/view.ts';
import {baseViews} from '../store/link.ts';
import type {NoteRow} from '../store/lists/note.ts';
import {notesOf} from '../store/lists/notes.ts';
import {areRolloutsListed, type LedRow, rolloutRows} from '../store/lists/rollouts.ts';
import {areSplitsListed, splitRows} from '../store/lists/splits.ts';
import type {Run} from '../store/run.ts';
import type {State} from '../store/state.ts';

/**
 * What of a state can come to a sentence, as it stood at one moment. The tables
 * of a state are written in place, so a former state cannot be looked at again:
 * a picture of it can. Members are undefined until they have been read whole, so
 * that what was always there is never told as new.
 */
export type Picture = {
	/** Which cluster and which namespace: pictures of different ones do not compare. */
	readonly place: string;
	readonly context: string;
	/** The cluster's time. */
	readonly now: number;
	readonly link: LinkPicture;
	readonly troubles: ReadonlyMap<string, NoteRow>;
	readonly splits: Joined<Split>;
	readonly rollouts: Joined<LedRow>;
	readonly deployments?: ReadonlyMap<string, DeploymentRow>;
	readonly nodes?: ReadonlyMap<string, NodeRow>;
	readonly pods?: ReadonlyMap<string, PodRow>;
	readonly journal: readonly Entry[];
	/** Ids of journal entries that came of what was typed here. */
	readonly own: ReadonlySet<string>;
};

/** Made of several kinds of objects; `isWhole` once all of them were read, so that one that is missing is gone. */
export type Joined<Value> = {readonly all: ReadonlyMap<string, Value>; readonly isWhole: boolean};

/** How far what is told can be believed. */
export type LinkPicture =
	| {readonly state: 'connecting' | 'current'}
	/** Nothing newer than `since` is known of these views. */
	| {
			readonly state: 'lost';
			readonly since: number;
			readonly trouble: Trouble;
			readonly views: readonly string[];
			readonly isWhole: boolean;
	  };

export function pictureOf(state: State, former?: Picture): Picture {
	return {
		place: `${state.connection} ${state.namespace ?? '*'}`,
		context: state.context.name,
		now: state.now,
		link: linkPicture(state, former?.link),
		troubles: byUid(notesOf(state).filter(isTrouble)),
		splits: {all: splitsByKey(state), isWhole: areSplitsListed(state)},
		rollouts: {all: byUid(rolloutRows(state)), isWhole: areRolloutsListed(state)},
		deployments: rowsOf<DeploymentRow>(state, 'deployments'),
		nodes: rowsOf<NodeRow>(state, 'nodes'),
		pods: rowsOf<PodRow>(state, 'pods'),
		journal: state.journal,
		own: ownEntries(state, former?.own),
	};
}

/** The line that was lost is told of by itself, and rollouts that failed with the rollouts. */
function isTrouble({uid, group}: NoteRow): boolean {
	return group === 'Troubles' && !uid.startsWith('stale ') && !uid.startsWith('rollout ');
}

/** Streams come back one by one: what was lost as a whole counts so until the last of them is back. */
function linkPicture({streams}: State, former?: LinkPicture): LinkPicture {
	const followed = baseViews.flatMap(view => (streams[view] ? [{view, health: streams[view].health}] : []));
	const lost = followed.flatMap(({view, health}) => (health.state === 'stale' ? [{view, health}] : []));
	const [first] = [...lost].sort((left, right) => left.health.since - right.health.since);
	if (first !== undefined) {
		const {since, trouble} = first.health;
		const answering = followed.some(({health}) => health.state === 'live' || health.state === 'polling');
		const wasWhole = former?.state === 'lost' && former.isWhole;
		return {
			state: 'lost',
			since: former?.state === 'lost' ? Math.min(former.since, since) : since,
			trouble,
			views: lost.map(({view}) => view),
			isWhole: wasWhole || !answering,
		};
	}
	const isWaiting = followed.some(({health}) => health.state === 'connecting' || health.state === 'listing');
	return {state: isWaiting || followed.length === 0 ? 'connecting' : 'current'};
}

function splitsByKey(state: State): ReadonlyMap<string, Split> {
	return new Map(splitRows(state).map(({uid, split}) => [uid, split]));
}

function byUid<R extends Row>(rows: readonly R[]): ReadonlyMap<string, R> {
	return new Map(rows.map(row => [row.uid, row]));
}

function rowsOf<R extends Row>({streams}: State, view: string): ReadonlyMap<string, R> | undefined {
	const stream = streams[view];
	return stream?.hasListed ? new Map(stream.table.rows as ReadonlyMap<string, R>) : undefined;
}

function ownEntries({runs, journal}: State, former: ReadonlySet<string> = new Set()): ReadonlySet<string> {
	const fresh = journal.filter(entry => !former.has(entry.id) && runs.some(run => isOf(entry, run)));
	return fresh.length === 0 ? former : new Set([...former, ...fresh.map(({id}) => id)]);
}

function isOf({says, at}: Entry, {plan, startedAt}: Run): boolean {
	return plan?.says === says && at >= startedAt;
}

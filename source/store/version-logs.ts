import {readStamped, type Stamped} from '../model/stamped.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Event} from './events.ts';
import type {State} from './state.ts';

/** Which log of which version: a pod's container, in its present or its former life. */
export type VersionLogOf = {
	/** Uid of the split or the rollout. */
	readonly of: string;
	/** The version's name in it. */
	readonly version: string;
	/** Uid and name of the pod. */
	readonly pod: string;
	readonly podName: string;
	readonly isPrevious: boolean;
};

export type VersionLine = Stamped & {
	readonly pod: string;
	readonly podName: string;
	readonly isPrevious: boolean;
};

export type VersionLog = VersionLogOf & {readonly isOver: boolean; readonly trouble?: Trouble};

/** The logs of the versions of one split or rollout, while they are looked at. */
export type VersionLogs = {
	readonly of: string;
	/** By version, in the order of their times; the newest `mostVersionLines`. */
	readonly lines: {readonly [version: string]: readonly VersionLine[]};
	/** By the key of the need. */
	readonly logs: {readonly [key: string]: VersionLog};
};

export const mostVersionLines = 2000;

/** What the logs of several pods told, each version's put into one. */
export function reduceVersionLogs(state: State, event: Event): State {
	switch (event.type) {
		case 'screenOpened':
			return event.screen.name === 'version-logs' ? {...state, versionLogs: undefined} : state;
		// Another container wrote other lines, another context has other pods.
		case 'containerPicked':
		case 'contextConnected':
			return state.versionLogs === undefined ? state : {...state, versionLogs: undefined};
		case 'logOpened': {
			const {key, version} = event;
			if (version === undefined) return state;
			const former = state.versionLogs?.of === version.of ? state.versionLogs : undefined;
			const {lines = {}, logs = {}} = former ?? {};
			return {
				...state,
				versionLogs: {of: version.of, lines, logs: {...logs, [key]: {...version, isOver: false}}},
			};
		}
		case 'linesRead':
			return withLog(state, event.key, (log, logs) => withLines(logs, log, event.lines, state.now));
		case 'logTroubled':
			return withLog(state, event.key, (log, logs) => withState(logs, event.key, log, false, event.trouble));
		case 'logEnded':
			return withLog(state, event.key, (log, logs) => withState(logs, event.key, log, true, event.trouble));
		default:
			return state;
	}
}

function withLog(
	state: State,
	key: string,
	change: (log: VersionLog, logs: VersionLogs) => VersionLogs,
): State {
	const log = state.versionLogs?.logs[key];
	if (log === undefined) return state;
	const versionLogs = change(log, state.versionLogs!);
	return versionLogs === state.versionLogs ? state : {...state, versionLogs};
}

/** A log that is tried again and again for the same reason changes nothing that is seen. */
function withState(
	logs: VersionLogs,
	key: string,
	log: VersionLog,
	isOver: boolean,
	trouble: Trouble | undefined,
): VersionLogs {
	if (log.isOver === isOver && log.trouble?.says === trouble?.says) return logs;
	const {trouble: _former, ...rest} = log;
	return {...logs, logs: {...logs.logs, [key]: {...rest, isOver, ...(trouble && {trouble})}}};
}

function withLines(logs: VersionLogs, log: VersionLog, told: readonly string[], now: number): VersionLogs {
	const {version, pod, podName, isPrevious} = log;
	const former = logs.lines[version] ?? [];
	let at = former.findLast(line => line.pod === pod)?.at ?? now;
	const added = told.map((line): VersionLine => {
		const stamped = readStamped(line);
		// What the kubelet itself puts between the lines has no time.
		at = stamped?.at ?? at;
		return {at, text: stamped?.text ?? line, pod, podName, isPrevious};
	});
	return {...logs, lines: {...logs.lines, [version]: merged(former, added)}};
}

/** Both in the order of their times; lines that were read twice stand once; the oldest go. */
export function merged(
	former: readonly VersionLine[],
	added: readonly VersionLine[],
): readonly VersionLine[] {
	const isInOrder =
		(former.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < (added[0]?.at ?? Number.POSITIVE_INFINITY) &&
		added.every((line, l) => l === 0 || added[l - 1]!.at <= line.at);
	const all = former.concat(added);
	if (!isInOrder) all.sort((a, b) => a.at - b.at);
	const once = isInOrder ? all : all.filter((line, l) => !isRepeated(all, l, line));
	return once.slice(-mostVersionLines);
}

function isRepeated(all: readonly VersionLine[], place: number, line: VersionLine): boolean {
	for (let before = place - 1; before >= 0 && all[before]!.at === line.at; before--) {
		if (all[before]!.pod === line.pod && all[before]!.text === line.text) return true;
	}
	return false;
}

/** What a version wrote, in the order of its times; of former lives of its containers only where they are asked for. */
export function linesOfVersion(
	{versionLogs}: Pick<State, 'versionLogs'>,
	of: string | undefined,
	version: string | undefined,
	withPrevious = false,
): readonly VersionLine[] {
	if (versionLogs === undefined || versionLogs.of !== of || version === undefined) return none;
	const lines = versionLogs.lines[version] ?? none;
	return withPrevious || lines.every(line => !line.isPrevious)
		? lines
		: lines.filter(line => !line.isPrevious);
}

const none: readonly VersionLine[] = [];

import {chartAfter} from '../../store/charts.ts';
import {ledViews, rolloutBehind} from '../../store/lists/rollouts.ts';
import {splitOf} from '../../store/lists/splits.ts';
import type {Subject, VersionsShown} from '../../store/screen.ts';
import {type State, topScreen} from '../../store/state.ts';
import {comparedOn, podsCompared} from '../../store/versions.ts';
import {rolloutSubject} from '../../store/workloads.ts';
import type {Binding} from '../binding.ts';
import {type Command, openScreen} from '../command.ts';
import {rolloutsMeant, splitMeant, subjectMeant} from './meant.ts';

const look = {group: 'Look'} as const;
const here = {...look, places: ['version-logs']} as const;

/** The split or the rollout whose versions are compared; of a split that stands for a rollout, either will do. */
function versionsMeant(state: State): Subject | undefined {
	const subject = subjectMeant(state);
	if (subject?.view === 'models') {
		const way = splitMeant(state);
		return way && {view: 'splits', uid: way.key, namespace: way.ref.namespace, name: way.ref.name};
	}
	if (subject?.view === 'splits') {
		if (splitOf(state, subject.uid) !== undefined) return subject;
		const led = rolloutBehind(state, splitOf(state, subject.uid));
		return led && rolloutSubject(led);
	}
	const [led] = rolloutsMeant(state);
	return led && rolloutSubject(led);
}

function whyNoVersions(state: State): string | undefined {
	const subject = versionsMeant(state);
	if (subject === undefined) return 'Only splits and rollouts have versions to compare.';
	return comparedOn(state, {subject})?.challenger === undefined
		? 'There is one version only: nothing stands beside it.'
		: undefined;
}

/** On a split the picked version is the one beside the champion. */
function openVersionLogs(state: State): Command {
	const {name, backend} = topScreen(state);
	return openScreen({
		name: 'version-logs',
		subject: versionsMeant(state)!,
		...(name === 'split' && {backend}),
	});
}

const turns: readonly (VersionsShown | undefined)[] = [undefined, 'champion', 'challenger'];

function showNext(state: State): Command {
	const place = turns.indexOf(topScreen(state).shown);
	return [{type: 'versionsShown', shown: turns[(place + 1) % turns.length]}];
}

function whyNoPrevious(state: State): string | undefined {
	const screen = topScreen(state);
	if (screen.isPrevious) return undefined;
	const {champion, challenger} = comparedOn(state, screen) ?? {};
	const pods = [champion, challenger].flatMap(version => (version ? podsCompared(state, version) : []));
	return pods.every(({restarts}) => restarts === 0)
		? 'No container of either version has restarted: there is nothing from before.'
		: undefined;
}

export const versionBindings: readonly Binding[] = [
	{
		...look,
		name: 'version-logs',
		keys: ['b'],
		label: 'both logs',
		help: 'Follows the logs of both versions side by side, all pods of each in the order of their times.',
		places: ['split', 'rollout', 'list', 'now'],
		views: ['splits', 'models', ...ledViews],
		rank: 5.5,
		does: openVersionLogs,
		whyDisabled: whyNoVersions,
	},
	{
		...look,
		name: 'next-chart',
		keys: ['tab'],
		label: 'chart',
		help: 'Draws the next chart of the versions: shares, errors, the bucket of the 99th percentile, CPU against requests, memory against limits; where there is little room, what changed and went wrong comes second.',
		places: ['split', 'rollout'],
		rank: 5.7,
		does: state => [{type: 'chartChosen', chart: chartAfter(state, topScreen(state))}],
	},
	{
		...here,
		name: 'only-new',
		keys: ['o'],
		label: 'only new',
		help: 'Lists what only the challenger says first, how often, without what differs from line to line; and back.',
		rank: 1,
		does: state => [{type: 'versionsShown', shown: topScreen(state).shown === 'new' ? undefined : 'new'}],
	},
	{
		...here,
		name: 'next-version',
		keys: ['v'],
		label: 'version',
		help: 'Shows the champion alone, the challenger alone, or both.',
		rank: 2,
		does: showNext,
	},
	{
		...here,
		name: 'previous-containers',
		keys: ['p'],
		label: 'previous',
		help: 'Puts in what containers wrote before their last restart, and leaves it out again.',
		rank: 4,
		does: () => [{type: 'previousToggled'}],
		whyDisabled: whyNoPrevious,
	},
];

import {deploymentResource, serviceResource} from '../../model/builtin-resources.ts';
import type {ActionCommand} from '../../model/command.ts';
import type {ModelRow} from '../../resources/models.ts';
import {whyHeldBack} from '../../store/arming.ts';
import {modelRowOf} from '../../store/lists/models.ts';
import type {Written} from '../../store/rights.ts';
import {subjectsOf} from '../../store/select.ts';
import type {State} from '../../store/state.ts';
import {trim} from '../../traffic/weights.ts';
import type {Binding} from '../binding.ts';
import {ask, type Command} from '../command.ts';
import {openFormIn} from './form.ts';
import {isLedHere} from './meant.ts';
import {whyNotWrite} from './whether-write.ts';

const here = {places: ['list', 'detail'], views: ['models']} as const;

/** The version under the cursor, or the one its page was opened at. */
function versionMeant(state: State): ModelRow | undefined {
	return modelRowOf(state, subjectsOf(state)[0]?.uid);
}

/** Beside a version that a route leads to, else a split is made first. */
function challengeIt(state: State): Command {
	const {model, version} = versionMeant(state)!;
	const beside = model.versions.find(({role}) => role === 'champion') ?? version;
	const texts = {beside: model.ways.length > 0 ? beside.name : (beside.deployment?.name ?? beside.name)};
	return openFormIn(state, model.namespace, model.ways.length > 0 ? 'challenge' : 'ab-test', texts);
}

/** All requests go to it, and whoever looks later sees that it stays. */
function promoteIt(state: State): Command {
	const {model, version} = versionMeant(state)!;
	const [{ref, rule}] = model.ways as [(typeof model.ways)[number]];
	const commands: readonly ActionCommand[] = [
		{action: 'choose-champion', target: {...ref}, backend: version.name},
		{action: 'drain-traffic', target: {...ref}, rule: rule || undefined, to: version.name},
	];
	return ask(commands, `Promote ${version.name}`);
}

function whyNotPromote(state: State): string | undefined {
	const row = versionMeant(state);
	if (row === undefined) return 'There is no version under the cursor.';
	const {model, version} = row;
	const [way, ...more] = model.ways;
	if (version.role === 'shadow' || version.role === 'unrouted' || way === undefined)
		return `Nothing leads to ${version.name}: a challenger is promoted.`;
	if (version.role === 'champion' && version.roleFrom !== 'weight') return `${version.name} is the champion.`;
	if (more.length > 0) return `${model.ways.length} splits lead to it: promote it in each, from :splits.`;
	return way.lockedBecause ?? whyNotWrite(state, subjectsOf(state));
}

function whyNotRetire(state: State): string | undefined {
	const row = versionMeant(state);
	if (row === undefined) return 'There is no version under the cursor.';
	const {name, role, roleFrom, shares} = row.version;
	const share = Math.max(...shares.map(each => each ?? 0));
	if (share > 0) return `${name} gets ${trim(share)} %: take its share first.`;
	if (role === 'champion' && roleFrom !== 'weight') return `${name} is the champion: choose another first.`;
	return whyHeldBack(state);
}

function goingOf(state: State): readonly Written[] {
	const version = versionMeant(state)?.version;
	return [deploymentResource, serviceResource].flatMap(resource =>
		version === undefined
			? []
			: [{resource, namespace: version.namespace, name: version.name, verb: 'delete'}],
	);
}

export const modelBindings: readonly Binding[] = [
	{
		...here,
		name: 'challenge',
		keys: ['A'],
		label: 'challenge',
		help: 'Fills in the form that puts another version beside the champion: into its splits, or with a split of their own.',
		group: 'Look',
		rank: 2.2,
		does: challengeIt,
		whyDisabled: state =>
			versionMeant(state) === undefined ? 'There is no version under the cursor.' : undefined,
	},
	{
		...here,
		name: 'promote-version',
		keys: ['P'],
		label: 'promote',
		help: 'Makes a version the champion and sends everything to it; the others stay, with nothing.',
		group: 'Change',
		rank: 1.1,
		isMeant: state => !isLedHere(state),
		does: promoteIt,
		writes: state => versionMeant(state)?.model.ways.map(({ref}) => ref) ?? [],
		whyDisabled: whyNotPromote,
	},
	{
		...here,
		name: 'retire',
		keys: ['R'],
		label: 'retire',
		help: 'Takes a version that gets nothing out of its splits, and deletes its Deployment and Service once its name has been typed.',
		group: 'Change',
		rank: 2.4,
		does: state => {
			const {namespace, name} = versionMeant(state)!.version;
			return ask([{action: 'do', objective: 'retire', values: {name}, namespace}], `Retire ${name}`);
		},
		writes: goingOf,
		whyDisabled: whyNotRetire,
	},
];

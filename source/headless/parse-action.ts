import {usualHoldMs} from '../actions/hold.ts';
import type {ActionCommand, BackendPercent, Target} from '../model/command.ts';
import {parsePorts} from '../model/forward-typed.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import {parseDuration} from './duration.ts';
import type {Flags} from './flags.ts';

/** The verbs of the shell that change something. */
export const actionNames = [
	'scale',
	'upgrade',
	'rollback',
	'restart',
	'shift',
	'drain-traffic',
	'restore',
	'swap',
	'choose-champion',
	'promote',
	'jump',
	'pause',
	'resume',
	'abort',
	'retry',
	'hold',
	'release',
	'hand-back',
	'delete',
	'cordon',
	'uncordon',
	'drain-node',
	'exec',
	'port-forward',
	'open-notebook',
	'stop-notebook',
	'do',
	'undo',
	'redo',
] as const;
export type ActionWord = (typeof actionNames)[number];

/** `deployment/checkout` taken apart. */
export function parseTarget(
	text: string | undefined,
): {readonly kind: string; readonly name: string} | Refusal {
	const [kind, name, ...more] = (text ?? '').split('/');
	if (kind && name && more.length === 0) return {kind, name};
	return usage(
		text ? `"${text}" does not name an object.` : 'An object is missing.',
		'Name it as KIND/NAME, for example deployment/checkout.',
	);
}

const noChampion = usage(
	'The version is missing.',
	'Name the backend that stays, as sluice get splits lists it.',
);

/** Verbs of one kind alone need not be told it. */
const kindsOfVerbs: {readonly [action: string]: string | undefined} = {
	cordon: 'node',
	uncordon: 'node',
	'drain-node': 'node',
	exec: 'pod',
	'open-notebook': 'deployment',
	'stop-notebook': 'deployment',
};

export function withKind(action: ActionWord, text: string | undefined): string | undefined {
	const kind = kindsOfVerbs[action];
	return kind && text && !text.includes('/') ? `${kind}/${text}` : text;
}

/** The command that the words after the target mean; words too many were refused before. */
export function parseAction(
	action: Exclude<ActionWord, 'undo' | 'redo' | 'restore' | 'do'>,
	target: Target,
	words: readonly string[],
	flags: Flags,
): ActionCommand | Refusal {
	switch (action) {
		case 'scale':
			return parseScale(target, words, flags);
		case 'upgrade':
			return parseUpgrade(target, words);
		case 'rollback':
			return parseRollback(target, flags);
		case 'restart':
		case 'pause':
		case 'resume':
		case 'abort':
		case 'retry':
			return {action, target};
		case 'promote':
			return {action, target, full: flags.full};
		case 'jump':
			return parseJump(target, words);
		case 'drain-node': {
			const {force, deleteEmptydirData} = flags;
			return {action, target, ...(force && {force}), ...(deleteEmptydirData && {deleteEmptyDirData: true})};
		}
		case 'exec':
			return {action, target, container: flags.container, command: words};
		case 'port-forward': {
			const ports = parsePorts(words[0]);
			return isRefusal(ports) ? ports : {action, target, ...ports};
		}
		case 'open-notebook':
			return parseOpening(target, words);
		case 'stop-notebook':
			return {action, target, ...(flags.remove && {removes: true})};
		case 'cordon':
		case 'uncordon':
		case 'delete':
		case 'release':
		case 'hand-back':
			return {action, target};
		case 'hold':
			return parseHold(target, flags);
		case 'choose-champion':
			return words[0] === undefined ? noChampion : {action, target, backend: words[0]};
		case 'drain-traffic':
			return {
				action,
				target,
				...(flags.rule !== undefined && {rule: flags.rule, only: true}),
				to: flags.to,
				...(flags.staged && {staged: true}),
			};
		case 'swap':
			return {action, target, rule: flags.rule};
		case 'shift':
			return parseShift(target, words, flags);
	}
}

function parseScale(target: Target, [text]: readonly string[], {min, max}: Flags): ActionCommand | Refusal {
	if (min !== undefined || max !== undefined) {
		const bounds = {...(min !== undefined && {min}), ...(max !== undefined && {max})};
		return text === undefined
			? {action: 'scale-bounds', target, ...bounds}
			: usage('Both a number of replicas and bounds are given.', 'Give N, or --min and --max.');
	}
	if (text === undefined || !/^-?\d+$/.test(text)) {
		return usage(
			text === undefined ? 'The number of replicas is missing.' : `${text} is not a number of replicas.`,
			'Give a whole number from 0 up; of what an autoscaler scales its bounds, with --min and --max.',
		);
	}
	return {action: 'scale', target, replicas: Number(text)};
}

function parseOpening(target: Target, [text]: readonly string[]): ActionCommand | Refusal {
	if (text === undefined) return {action: 'open-notebook', target};
	if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535)
		return {action: 'open-notebook', target, local: Number(text)};
	return usage(
		`${text} is not a port.`,
		'Give a port of this machine up to 65535, or none for any that is free.',
	);
}

function parseJump(target: Target, [text]: readonly string[]): ActionCommand | Refusal {
	if (text !== undefined && /^[1-9]\d{0,3}$/.test(text)) return {action: 'jump', target, step: Number(text)};
	return usage(
		text === undefined ? 'The step is missing.' : `${text} is not a step.`,
		'Give its number, from 1, as sluice get rollouts -o json lists them.',
	);
}

function parseHold(target: Target, flags: Flags): ActionCommand | Refusal {
	const forMs = flags.for === undefined ? usualHoldMs : parseDuration(flags.for);
	if (forMs === undefined) return usage(`${flags.for} is not a time.`, 'Say how long: --for 30m.');
	return {action: 'hold', target, forMs};
}

function parseUpgrade(target: Target, [text]: readonly string[]): ActionCommand | Refusal {
	if (text === undefined)
		return usage('The image is missing.', 'Give it as repository:tag, or CONTAINER=repository:tag.');
	const at = text.indexOf('=');
	if (at === -1) return {action: 'upgrade', target, image: text};
	return {action: 'upgrade', target, container: text.slice(0, at), image: text.slice(at + 1)};
}

function parseRollback(target: Target, {toRevision}: Flags): ActionCommand | Refusal {
	if (toRevision !== undefined && (!Number.isInteger(toRevision) || toRevision < 1)) {
		return usage(`${toRevision} is not a revision.`, 'Give a whole number from 1 up.');
	}
	return {action: 'rollback', target, toRevision};
}

function parseShift(target: Target, words: readonly string[], flags: Flags): ActionCommand | Refusal {
	if (words.length === 0)
		return usage('No share is given.', 'Give BACKEND=PERCENT, for example checkout-v2=25.');
	const percents = parsePercents(words);
	const expect = parsePercents(flags.expect);
	if (isRefusal(percents)) return percents;
	if (isRefusal(expect)) return expect;
	return {action: 'shift', target, rule: flags.rule, percents, ...(expect.length > 0 && {expect})};
}

/** `v1=75`, `v2=25%`. */
export function parsePercents(words: readonly string[]): readonly BackendPercent[] | Refusal {
	const percents: BackendPercent[] = [];
	for (const word of words) {
		const match = /^(.+)=(-?\d+(?:\.\d+)?)%?$/.exec(word);
		if (!match)
			return usage(`"${word}" is not a share.`, 'Give BACKEND=PERCENT, for example checkout-v2=25.');
		percents.push({backend: match[1]!, percent: Number(match[2])});
	}
	return percents;
}

function usage(says: string, hint: string): Refusal {
	return {refused: 'usage', says, hint};
}

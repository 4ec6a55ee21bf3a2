import {whyNoReason} from '../journal/reason.ts';
import {resourceViews} from '../resources/index.ts';
import {commandUsages} from './command-usages.ts';
import {parseDuration, whyNoDuration} from './duration.ts';
import {type FlagUsage, flagUsages, typedFlag} from './flag-usages.ts';

/** What was typed, once checked. Only `cli` makes one. */
export type Flags = {
	readonly namespace?: string;
	readonly allNamespaces: boolean;
	readonly context?: string;
	readonly kubeconfig?: string;
	readonly readOnly: boolean;
	readonly view?: string;
	readonly lines: boolean;
	readonly log?: string;
	readonly output: 'table' | 'wide' | 'json' | 'yaml' | 'name' | 'text' | 'markdown';
	readonly watch: boolean;
	readonly measure?: boolean;
	readonly rule?: string;
	readonly expect: readonly string[];
	readonly to?: string;
	readonly toRevision?: number;
	readonly min?: number;
	readonly max?: number;
	readonly full: boolean;
	readonly staged?: boolean;
	/** For how long it is measured whether a drain happens; undefined where nobody asked. */
	readonly proveMs?: number;
	readonly force: boolean;
	readonly deleteEmptydirData: boolean;
	/** Of a notebook: its volume and its token go, too. */
	readonly remove?: boolean;
	readonly container?: string;
	readonly dryRun: boolean;
	readonly yes: boolean;
	/** What others replaced twice is to be written again. */
	readonly anyway?: boolean;
	/** Why, in the operator's words. */
	readonly reason?: string;
	readonly wait: boolean;
	readonly timeoutMs: number;
	readonly for?: string;
	readonly scenario?: string;
	readonly seed?: number;
	readonly speed: number;
	readonly paused: boolean;
	readonly presenter: boolean;
	readonly serve: boolean;
	readonly writeKubeconfig?: string;
};

type Typed = Readonly<Record<string, unknown>>;

/** The flags with their meaning, or what is wrong with the call. Nothing that was typed is passed over. */
export function checkFlags(typed: Typed, command: string, words: readonly string[]): Flags | string {
	const wrong =
		wrongWord(command, words) ??
		wrongFlag(typed, command) ??
		wrongValue(typed, formatsOf(command, words)) ??
		wrongDuration(typed, command);
	if (wrong !== undefined) return wrong;
	const proveMs = typed.prove === undefined ? undefined : parseDuration(String(typed.prove || '60s'));
	return {
		...typed,
		...(proveMs !== undefined && {proveMs}),
		output: typed.output ?? formatsOf(command, words)[0],
		...(typed.reason !== undefined && {reason: String(typed.reason).trim()}),
		timeoutMs: parseDuration(String(typed.timeout ?? '5m')),
		expect: typed.expect ?? [],
		...(typed.toRevision !== undefined && {toRevision: Number(typed.toRevision)}),
		...(typed.min !== undefined && {min: Number(typed.min)}),
		...(typed.max !== undefined && {max: Number(typed.max)}),
		...(typed.seed !== undefined && {seed: Number(typed.seed)}),
		speed: Number(typed.speed ?? 1),
	} as Flags;
}

/** The parser takes the word behind it for its time. */
const loneProof = '--prove alone stands at the end, or takes 30s, 5m or 1h';

function wrongDuration(
	{timeout = '5m', prove, dryRun, for: until}: Typed,
	command: string,
): string | undefined {
	const proof = prove === undefined ? undefined : String(prove || '60s');
	if (proof !== undefined && dryRun) return 'A dry run writes nothing that --prove could prove.';
	const held = command === 'hold' ? until : undefined;
	return (
		whyNoDuration('--timeout', String(timeout)) ??
		(proof === undefined ? undefined : whyNoDuration('--prove', proof, loneProof)) ??
		(held === undefined ? undefined : whyNoDuration('--for', String(held)))
	);
}

function wrongWord(command: string, words: readonly string[]): string | undefined {
	const usage = commandUsages.find(each => each.name === command);
	if (!usage) return `There is no command ${command}.`;
	const taken = usage.arguments.split(' ').filter(Boolean);
	const extra = usage.arguments.includes('...') ? undefined : words[taken.length];
	return extra === undefined ? undefined : `"${extra}" is one word too many for sluice ${command}.`;
}

function wrongFlag(typed: Typed, command: string): string | undefined {
	for (const [name, value] of Object.entries(typed)) {
		const usage = flagUsages.find(each => each.name === name || each.shortFlag === name);
		if (!usage) return `There is no flag ${name.length === 1 ? `-${name}` : typedFlag(name)}.`;
		const values = [value ?? false].flat();
		if (values.includes('') && !usage.isOptional) return `${typedFlag(name)} needs a value.`;
		if (values.some(each => each !== false) && !isHeeded(usage, command)) return strayFlag(usage, command);
	}
	return undefined;
}

function isHeeded({commands}: FlagUsage, command: string): boolean {
	return commands === undefined || commands.includes(command);
}

/** A flag of another command was meant to do something: passed over, it would do something else. */
function strayFlag({name, commands}: FlagUsage, command: string): string {
	const meant = flagUsages.find(
		each => each.name !== name && each.name.startsWith(name) && isHeeded(each, command),
	);
	const names = commands?.map(each => each || 'the dashboard') ?? [];
	// A dozen names are no next step.
	const others = names.length > 4 ? '' : ` It goes with ${names.join(', ')}.`;
	const hint = meant ? `Did you mean ${typedFlag(meant.name)}?` : `Leave it out.${others}`;
	return `${command === '' ? 'The dashboard' : `sluice ${command}`} takes no ${typedFlag(name)}. ${hint}`;
}

/** What `-o` may be; the first where it is left out. */
function formatsOf(command: string, words: readonly string[]): readonly string[] {
	if (command === 'receipt' || (command === 'journal' && words.length > 0))
		return ['text', 'markdown', 'json'];
	if (command === 'drain-traffic' || command === 'can-i') return ['text', 'json'];
	return command === 'journal' ? ['table', 'json'] : ['table', 'wide', 'json', 'yaml', 'name'];
}

function wrongValue(typed: Typed, formats: readonly string[]): string | undefined {
	const {output = formats[0], namespace, allNamespaces, view, toRevision, reason} = typed;
	const unusable = reason === undefined ? undefined : whyNoReason(String(reason));
	if (unusable !== undefined) return unusable;
	if (!formats.includes(String(output)))
		return `There is no output format ${output}: use ${formats.join(', ')}.`;
	if (namespace !== undefined && allNamespaces) return 'Use either --namespace or --all-namespaces.';
	if (view !== undefined && !isViewName(String(view)))
		return `There is no view ${view}: try now, pods, deployments, nodes or splits.`;
	if (Number.isNaN(Number(toRevision ?? 0))) return '--to-revision needs a number.';
	return wrongBound(typed) ?? wrongTime(typed);
}

function wrongBound({min = 0, max = 0}: Typed): string | undefined {
	const wrong = [min, max].find(each => !/^\d{1,9}$/.test(String(each)));
	return wrong === undefined ? undefined : `${wrong} is no bound: use a whole number, such as --min 3.`;
}

function wrongTime({seed = 1, speed = 1}: Typed): string | undefined {
	if (!/^\d{1,9}$/.test(String(seed))) return `${seed} is no seed: use a whole number, such as --seed 7.`;
	const isSpeed = Number(speed) >= 0.1 && Number(speed) <= 100;
	return isSpeed ? undefined : `${speed} is no speed: use a number from 0.1 to 100, such as --speed 10.`;
}

function isViewName(name: string): boolean {
	const screens = ['now', 'splits', 'journal', 'contexts'];
	return (
		screens.includes(name) || resourceViews.some(view => view.name === name || view.aliases.includes(name))
	);
}

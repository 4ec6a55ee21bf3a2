import {resourceName, sayRef} from '../model/ref.ts';
import {kubectlText} from '../plan/kubectl.ts';
import {sayUndo, undoWords} from '../plan/undo-words.ts';
import type {Entry} from './entry.ts';
import {provedText} from './proved.ts';
import {isUndone, takesBack} from './standing.ts';

/** What stands of one change, for an incident's log or a colleague: made of the journal alone, so it holds no secret either. */
export type Receipt = {
	readonly id: string;
	readonly what: string;
	readonly who: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly endedAt?: number;
	readonly context: string;
	readonly server: string;
	readonly reason?: string;
	readonly objects: readonly {
		readonly resource: string;
		readonly namespace: string;
		readonly name: string;
		readonly uid: string;
		readonly says: string;
	}[];
	readonly changes: Entry['lines'];
	readonly steps: number;
	readonly applied: number;
	/** How it ended, and what was observed of it. */
	readonly end: string;
	readonly effect: string;
	readonly undo: {readonly way: string; readonly says: string};
	readonly isUndone: boolean;
	/** The change that this one took back. */
	readonly undoOf?: string;
	readonly events: readonly string[];
	/** Of a drain: what was proved of it, and where that is not over what is by when the receipt is made. */
	readonly proof?: readonly string[];
	/** Without the guards, which only meant the moment of the change. */
	readonly kubectl: readonly string[];
};

export function receiptOf(
	entry: Entry,
	entries: readonly Entry[],
	proof: readonly string[] = entry.proof === undefined ? [] : provedText(entry.proof),
): Receipt {
	const {id, says, who, at, endedAt, context, server, reason, lines, steps, applied, undo, undoOf} = entry;
	const isBack = takesBack(entry, entries);
	return {
		id,
		what: says,
		who,
		at,
		...(endedAt !== undefined && {endedAt}),
		context,
		server,
		...(reason !== undefined && {reason}),
		objects: distinct(steps.map(({target}) => target)).map(target => ({
			resource: resourceName(target.resource),
			namespace: target.namespace,
			name: target.name,
			uid: target.uid,
			says: sayRef(target),
		})),
		changes: lines,
		steps: steps.length,
		applied,
		end: entry.end ?? 'cut off',
		effect: effectOf(entry),
		undo: {
			way: undoWords[undo.way] ?? undo.way,
			says: sayUndo(undo, `sluice ${isBack ? 'redo' : 'undo'} ${id}`),
		},
		isUndone: isUndone(entry, entries),
		...(undoOf !== undefined && {undoOf}),
		events: entry.events ?? [],
		...(proof.length > 0 && {proof}),
		kubectl: kubectlText({steps}, context),
	};
}

function distinct(targets: readonly Entry['steps'][number]['target'][]) {
	return targets.filter(({uid}, index) => targets.findIndex(each => each.uid === uid) === index);
}

function effectOf({end, endSays, applied, steps}: Entry): string {
	if (end === undefined)
		return `it was cut off after ${applied} of ${steps.length} steps; how it ended is unknown`;
	return endSays === undefined || endSays === end ? end : `${end}: ${endSays}`;
}

/** Names and values of a receipt, in the order they are read. */
export function receiptFacts(receipt: Receipt): ReadonlyArray<readonly [string, readonly string[]]> {
	const {at, endedAt, steps, applied} = receipt;
	const took = endedAt === undefined ? '' : `, ended ${((endedAt - at) / 1000).toFixed(1)} s later`;
	return [
		['Who', [receipt.who]],
		['When', [`${sayInstant(at)}${took}`]],
		['Context', [`${receipt.context} (${receipt.server})`]],
		['Reason', [receipt.reason ?? 'none given']],
		['Object', receipt.objects.map(({says, uid}) => `${says} (uid ${uid})`)],
		['Changed', receipt.changes.map(({subject, from, to}) => `${subject}: ${from} -> ${to}`)],
		['Written', [`${applied} of ${steps} ${steps === 1 ? 'step' : 'steps'}`]],
		['Effect', [receipt.effect]],
		...(receipt.proof === undefined ? [] : [['Proof', receipt.proof] as const]),
		['Undo', [`${receipt.undo.says}${receipt.isUndone ? ' (it was undone)' : ''}`]],
		...(receipt.undoOf === undefined ? [] : [['Of', [`it took back ${receipt.undoOf}`]] as const]),
		...(receipt.events.length === 0 ? [] : [['Event', receipt.events] as const]),
		['Kubectl', receipt.kubectl],
		['Id', [receipt.id]],
	];
}

/** For a chat or a mail: aligned, without a mark. */
export function receiptText(receipt: Receipt): string {
	const rows = receiptFacts(receipt).flatMap(([name, values]) =>
		values.map((value, v) => `  ${(v === 0 ? name : '').padEnd(9)}${value}`),
	);
	return [receipt.what, ...rows].join('\n');
}

/** For an incident's page. */
export function receiptMarkdown(receipt: Receipt): string {
	const facts = receiptFacts(receipt).filter(([name]) => name !== 'Kubectl');
	const rows = facts.map(([name, values]) => `| ${name} | ${values.map(inCell).join('<br>')} |`);
	const fence = '`'.repeat(Math.max(3, ...runsOfTicks(receipt.kubectl).map(length => length + 1)));
	const commands = receipt.kubectl.length === 0 ? [] : ['', `${fence}sh`, ...receipt.kubectl, fence];
	return [`### ${inCell(receipt.what)}`, '', '| | |', '|---|---|', ...rows, ...commands].join('\n');
}

/** Text within a cell of a Markdown table, or a line of Markdown, that is nothing but text. */
export function inCell(text: string): string {
	return text.replaceAll(/[\\`*_[\]<>|#]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
}

function runsOfTicks(texts: readonly string[]): number[] {
	return texts.flatMap(text => [...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** `2026-01-01 14:02:11 UTC`. */
export function sayInstant(at: number): string {
	return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

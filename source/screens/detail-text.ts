import type {Entry} from '../journal/entry.ts';
import {receiptFacts, receiptOf} from '../journal/receipt.ts';
import {sayRef} from '../model/ref.ts';
import type {Condition} from '../model/split.ts';
import {sayAge} from '../resources/age.ts';
import {conditionsOf} from '../resources/conditions.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import {withColumnsOf} from '../resources/table-view.ts';
import type {Row} from '../resources/view.ts';
import {resourceView} from '../store/listing.ts';
import {proofTextOf} from '../store/proof.ts';
import type {Screen, Subject} from '../store/screen.ts';
import {factsOf} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {autoscalerOf, rowOf} from '../store/targets.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, cutLine, type Line, lineWidth, segment} from '../ui/line.ts';
import {panelLine} from '../ui/panel.tsx';
import type {Theme, Tone} from '../ui/theme.ts';
import {deedLine} from './deed-lines.ts';
import {
	eventSection,
	logSection,
	ownerSection,
	podSection,
	readySection,
	splitSection,
} from './detail-sections.ts';
import {endpointSection} from './endpoint-section.ts';
import {jobSections} from './job-sections.ts';
import {objectSections} from './object-sections.ts';
import {ofNode} from './recovery-lines.ts';
import {runSections} from './run-sections.ts';
import {whySections} from './why-sections.ts';
import {wrapWords} from './wrap.ts';

export type Section = {readonly title: string; readonly says?: string; readonly lines: readonly Line[]};

/** From this width on, what happens stands beside what is. */
const twoColumns = 130;

/** All that is known of one object on one page: what it is, what it says of itself, whose it is, what happened to it. */
export function detailLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	const {subject} = screen;
	if (subject === undefined) return [];
	if (subject.view === 'journal')
		return entryLines(
			theme,
			state,
			state.journal.find(({id}) => id === subject.uid),
			width,
		);
	const isTwo = width >= twoColumns;
	const column = isTwo ? Math.floor((width - 1) / 2) : width;
	const node = subject.view === 'nodes' ? ofNode(theme, state, subject.name, column) : [];
	const is = [
		...factSections(state, subject, column),
		...node,
		...runSections(theme, state, subject, column),
		...jobSections(theme, state, subject, column),
		...endpointSection(theme, state, subject, column),
		...whySections(theme, state, subject, column),
	];
	const says = [
		...conditionSection(theme, state, subject, column),
		...podSection(theme, state, subject, column),
	];
	const around = [
		...objectSections(state, subject, column),
		...ownerSection(theme, state, subject),
		...splitSection(state, subject),
	];
	const happened = [...eventSection(theme, state, subject, column), ...logSection(state, subject, column)];
	const chart = readySection(theme, state, subject, column);
	if (!isTwo) {
		const sections = [...is, ...says, ...happened, ...around, ...chart];
		return sections.flatMap(section => sectionLines(theme, section, width));
	}
	return inColumns(theme, [...is, ...says, ...around], [...chart, ...happened], column);
}

/** Sections in two columns of that width. */
export function inColumns(
	theme: Theme,
	left: readonly Section[],
	right: readonly Section[],
	column: number,
): readonly Line[] {
	const [first, second] = [left, right].map(sections =>
		sections.flatMap(section => sectionLines(theme, section, column)),
	) as [Line[], Line[]];
	return Array.from({length: Math.max(first.length, second.length)}, (_, l) =>
		beside(first[l] ?? [], second[l] ?? [], column),
	);
}

export function sectionLines(theme: Theme, {title, says, lines}: Section, width: number): readonly Line[] {
	return [panelLine(theme, {title, says, width}), ...lines];
}

function beside(left: Line, right: Line, column: number): Line {
	const cut = lineWidth(left) > column ? cutLine(left, column) : left;
	return [...cut, segment(' '.repeat(Math.max(0, column + 1 - lineWidth(cut)))), ...right];
}

/** What a list would show of it, all columns of it, two facts a line where both are short. */
function factSections(state: State, subject: Subject, width: number): readonly Section[] {
	const found = resourceView(state, subject.view);
	const row = rowOf(state, subject.view, subject.uid);
	if (found === undefined || row === undefined) return [];
	const view = found.form === 'table' ? withColumnsOf(found, row) : found;
	const facts = factsOf(state, subject.view);
	const said = view.columns
		.filter(({title}) => title !== 'NAME' && title !== 'NAMESPACE')
		.map(column => [column.title, column.cell(row, facts), column.tone?.(row, facts)] as const)
		.filter(([, text]) => !unknownTexts.has(text))
		.map(([title, text, tone]) => factLine(...sayFact(title, text), tone));
	const autoscaler = subject.view === 'deployments' ? autoscalerLines(state, row, subject) : [];
	return [{title: 'State', lines: [...paired(said, Math.floor(width / 2)), ...autoscaler]}];
}

const unknownTexts = new Set(['', 'n/a', '<none>', '<unknown>', '-']);

/** Lines that fit into half a row share it, two by two. */
function paired(lines: readonly Line[], room: number): readonly Line[] {
	const rows: Line[] = [];
	let half: Line | undefined;
	for (const line of lines) {
		if (lineWidth(line) >= room) rows.push(line);
		else if (half === undefined) half = line;
		else {
			rows.push([...half, segment(' '.repeat(room - lineWidth(half))), ...line]);
			half = undefined;
		}
	}
	return half === undefined ? rows : [...rows, half];
}

function factLine(title: string, text: string, tone?: Tone): Line {
	return [segment('  '), cell(title, 16, 'dim'), segment(neutral(text), tone)];
}

const uses: {readonly [title: string]: string} = {CPU: 'CPU', MEM: 'Memory'};
const shares: {readonly [letter: string]: string} = {R: 'request', L: 'limit', A: 'what is allocatable'};

/** A column's title and cell as a label and a value that stand by themselves: `MEM 76` as `Memory 76 MiB`, `UP-TO-DATE` as `Up to date`. */
function sayFact(title: string, text: string): readonly [label: string, value: string] {
	const [, percent, use = '', share = ''] = /^(%?)(CPU|MEM)(?:\/([RLA]))?$/.exec(title) ?? [];
	const label = uses[use];
	if (label === undefined) return [sayTitle(title), text];
	if (percent !== '') return [label, `${text} % of ${shares[share] ?? 'what is allocatable'}`];
	const value = use === 'CPU' ? `${text}m` : `${text} MiB`;
	return [share === '' ? label : `${label} to give`, value];
}

function sayTitle(title: string): string {
	if (title === 'IP' || title === 'QOS' || title.endsWith('-IP')) return title;
	return title.charAt(0) + title.slice(1).toLowerCase().replaceAll('-', ' ');
}

function autoscalerLines(state: State, row: Row, subject: Subject): readonly Line[] {
	const autoscaler = autoscalerOf(state, subject);
	if (autoscaler === undefined) return [];
	const {min, max, targets} = autoscaler;
	const {wanted} = row as DeploymentRow;
	const text = `${autoscaler.name} holds it between ${min} and ${max}, now ${wanted}; ${targets.join(', ')}`;
	return [factLine('Autoscaler', text)];
}

function conditionSection(theme: Theme, state: State, subject: Subject, width: number): readonly Section[] {
	const read = state.objects[subject.uid];
	if (read?.trouble !== undefined && read.object === undefined) {
		return [{title: 'Conditions', lines: [[segment(`  ${neutral(read.trouble.says)}`, 'bad')]]}];
	}
	const conditions = read?.object === undefined ? [] : conditionsOf(read.object);
	if (conditions.length === 0) return [];
	const good = conditions.filter(({type, status}) => conditionTone(type, status) === 'good');
	const others = conditions.filter(condition => !good.includes(condition));
	const quiet = good.map(({type, status}) => (status === 'True' ? type : `not ${type}`)).join(', ');
	const lines = [
		...others.flatMap(condition => conditionLines(theme, state, condition, width)),
		...(good.length === 0
			? []
			: wrapWords([segment(` ${theme.signs.good} `, 'good'), segment(neutral(quiet))], width - 1, 3)),
	];
	return [{title: 'Conditions', lines}];
}

/** What is not as it should be: since when, and why. */
function conditionLines(theme: Theme, state: State, condition: Condition, width: number): Line[] {
	const {type, status, reason, message, since} = condition;
	const tone = conditionTone(type, status);
	const head: Line = [
		segment(` ${theme.signs[tone]} `, tone),
		cell(neutral(type), 18),
		cell(status, 8, tone),
		cell(since === undefined ? '' : sayAge(since, state.now), 8, 'dim'),
		segment(neutral(reason)),
	];
	if (message === '') return [head];
	const told = wrapWords([segment(neutral(message), 'dim')], width - 6);
	return [head, ...told.map(line => [segment('     '), ...line])];
}

/** Most conditions are good when true; those that name a harm are good when false. */
function conditionTone(type: string, status: string): 'good' | 'bad' | 'warning' {
	if (status !== 'True' && status !== 'False') return 'warning';
	const namesHarm = /Paused|Invalid|Pressure|Unavailable|Failure|Failed|Limited|Disruption/.test(type);
	return (status === 'True') === namesHarm ? 'bad' : 'good';
}

/** A change of the journal, with every value it wrote: its receipt, and more. */
function entryLines(theme: Theme, state: State, entry: Entry | undefined, width: number): readonly Line[] {
	if (entry === undefined) return [[segment(' This entry is gone.', 'dim')]];
	const {says, lines, steps, deeds = []} = entry;
	const receipt = receiptOf(entry, state.journal, proofTextOf(state, entry.id));
	const facts = receiptFacts(receipt)
		.filter(([name]) => name !== 'Changed' && name !== 'Kubectl')
		.flatMap(([name, texts]) => texts.map((text, t) => factLine(t === 0 ? name : '', text)));
	const values = lines.map(
		({subject, from, to}): Line => [
			segment(`  ${neutral(subject)}  `),
			segment(neutral(from), 'dim'),
			segment(` ${theme.glyphs.arrow} `, 'dim'),
			segment(neutral(to), 'accent'),
		],
	);
	const writes = steps.flatMap(({type, target, edits}): Line[] => [
		[segment(`  ${type === 'edit' ? '' : `${type} `}${sayRef(target)}`)],
		...edits.map(
			({at: pointer, to}): Line => [
				segment(`    ${neutral(pointer)}  `, 'dim'),
				segment(neutral(JSON.stringify(to) ?? 'removed')),
			],
		),
	]);
	return [
		[segment(`  ${neutral(says)}`, 'title')],
		...sectionLines(theme, {title: 'Change', lines: facts}, width),
		...sectionLines(theme, {title: 'Values', lines: values}, width),
		...sectionLines(theme, {title: 'Writes', lines: writes}, width),
		...(deeds.length === 0
			? []
			: sectionLines(theme, {title: 'What the orchestrator did', lines: deeds.map(deedLine)}, width)),
	];
}

import type {Entry} from '../journal/entry.ts';
import {sayAge} from '../resources/age.ts';
import {conditionsOf} from '../resources/conditions.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {Row} from '../resources/view.ts';
import {resourceView} from '../store/listing.ts';
import type {Screen, Subject} from '../store/screen.ts';
import {factsOf} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {autoscalerOf, rowOf} from '../store/targets.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, cutLine, type Line, lineWidth, segment} from '../ui/line.ts';
import {panelLine} from '../ui/panel.tsx';
import type {Theme, Tone} from '../ui/theme.ts';
import {
	eventSection,
	logSection,
	ownerSection,
	podSection,
	readySection,
	splitSection,
} from './detail-sections.ts';
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
			state.journal.find(({id}) => id === subject.uid),
			width,
		);
	const isTwo = width >= twoColumns;
	const column = isTwo ? Math.floor((width - 1) / 2) : width;
	const what = [...factSections(state, subject), ...conditionSection(theme, state, subject, column)];
	const around = [
		...ownerSection(theme, state, subject),
		...podSection(theme, state, subject, column),
		...splitSection(state, subject),
	];
	const happened = [
		...readySection(theme, state, subject, column),
		...eventSection(theme, state, subject, column),
		...logSection(state, subject),
	];
	if (!isTwo)
		return [...what, ...around, ...happened].flatMap(section => sectionLines(theme, section, width));
	const left = [...what, ...around].flatMap(section => sectionLines(theme, section, column));
	const right = happened.flatMap(section => sectionLines(theme, section, column));
	return Array.from({length: Math.max(left.length, right.length)}, (_, l) =>
		beside(left[l] ?? [], right[l] ?? [], column),
	);
}

function sectionLines(theme: Theme, {title, says, lines}: Section, width: number): readonly Line[] {
	return [panelLine(theme, {title, says, width}), ...lines];
}

function beside(left: Line, right: Line, column: number): Line {
	const cut = lineWidth(left) > column ? cutLine(left, column) : left;
	return [...cut, segment(' '.repeat(Math.max(0, column + 1 - lineWidth(cut)))), ...right];
}

/** What a list would show of it, all columns of it, one fact a line. */
function factSections(state: State, subject: Subject): readonly Section[] {
	const view = resourceView(subject.view);
	const row = rowOf(state, subject.view, subject.uid);
	if (view === undefined || row === undefined) return [];
	const facts = factsOf(state, subject.view);
	const lines = view.columns
		.filter(({title}) => title !== 'NAME' && title !== 'NAMESPACE')
		.map(column => [column.title, column.cell(row, facts), column.tone?.(row, facts)] as const)
		.filter(([, text]) => text !== '' && text !== 'n/a' && text !== '<none>')
		.map(([title, text, tone]) => factLine(title, text, tone));
	const owners = subject.view === 'deployments' ? autoscalerLines(state, row, subject) : [];
	return [{title: 'State', lines: [...lines, ...owners]}];
}

function factLine(title: string, text: string, tone?: Tone): Line {
	const said = title.charAt(0) + title.slice(1).toLowerCase().replaceAll('-', ' ');
	return [segment('  '), cell(said, 16, 'dim'), segment(neutral(text), tone)];
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
	const lines = conditions.flatMap(({type, status, reason, message, since}) => {
		const tone = conditionTone(type, status);
		const head: Line = [
			segment(` ${theme.signs[tone]} `, tone),
			cell(neutral(type), 18),
			cell(status, 8, tone),
			cell(since === undefined ? '' : sayAge(since, state.now), 8, 'dim'),
			segment(neutral(reason)),
		];
		if (message === '' || tone === 'good') return [head];
		return [
			head,
			...wrapWords([segment(neutral(message), 'dim')], width - 6).map(line => [segment('     '), ...line]),
		];
	});
	return [{title: 'Conditions', lines}];
}

/** Most conditions are good when true; those that name a harm are good when false. */
function conditionTone(type: string, status: string): 'good' | 'bad' | 'warning' {
	if (status !== 'True' && status !== 'False') return 'warning';
	const namesHarm = /Pressure|Unavailable|Failure|Failed|Limited|Disruption/.test(type);
	return (status === 'True') === namesHarm ? 'bad' : 'good';
}

/** A change of the journal, with every value it wrote. */
function entryLines(theme: Theme, entry: Entry | undefined, width: number): readonly Line[] {
	if (entry === undefined) return [[segment(' This entry is gone.', 'dim')]];
	const {says, lines, steps, who, context, at, end, endSays, undo, applied} = entry;
	const facts = [
		factLine('When', new Date(at).toISOString()),
		factLine('Who', who),
		factLine('Context', context),
		factLine('Result', `${end ?? 'unfinished'}${endSays ? `: ${endSays}` : ''}`),
		factLine('Written', `${applied} of ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`),
		factLine('Undo', undo.way === 'none' ? `not possible: ${undo.because}` : 'U takes it back'),
	];
	const values = lines.map(
		({subject, from, to}): Line => [
			segment(`  ${neutral(subject)}  `),
			segment(neutral(from), 'dim'),
			segment(` ${theme.glyphs.arrow} `, 'dim'),
			segment(neutral(to), 'accent'),
		],
	);
	const writes = steps.flatMap(({target, edits}): Line[] => [
		[segment(`  ${target.resource.kind} ${target.namespace}/${target.name}`)],
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
	];
}

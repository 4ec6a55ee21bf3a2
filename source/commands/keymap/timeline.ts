import {ledViews} from '../../store/lists/rollouts.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectOf, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {timelineOf} from '../../store/timeline.ts';
import {timelineMarkdown} from '../../store/timeline-text.ts';
import type {Binding} from '../binding.ts';
import {openScreen} from '../command.ts';
import {subjectMeant} from './meant.ts';

const told: readonly string[] = ['splits', 'journal', ...ledViews];

/** The split or rollout on screen or under the cursor, or what the change under it was made on. */
function timelineMeant(state: State): Subject | undefined {
	const {name, subject} = topScreen(state);
	const row = name === 'journal' ? cursorRow(state) : undefined;
	const meant =
		row !== undefined
			? subjectOf(row, 'journal')
			: name === 'now' || name === 'timeline'
				? (subject ?? subjectMeant(state))
				: subjectsOf(state)[0];
	return meant !== undefined && told.includes(meant.view) && timelineOf(state, meant) ? meant : undefined;
}

function copied(state: State, subject: Subject, at: number) {
	return {type: 'copied', text: timelineMarkdown(timelineOf(state, subject)!), at} as const;
}

function whyNoTimeline(state: State): string | undefined {
	return timelineMeant(state) === undefined
		? 'There is no split, rollout or change under the cursor to tell of.'
		: undefined;
}

export const timelineBindings: readonly Binding[] = [
	{
		name: 'timeline',
		keys: ['T'],
		label: 'timeline',
		help: 'Shows what was seen and done about it in the order of time, and copies that as Markdown.',
		group: 'Look',
		places: ['now', 'list', 'split', 'rollout', 'journal'],
		views: told,
		does: (state, {at}) => {
			const subject = timelineMeant(state)!;
			return [...openScreen({name: 'timeline', subject}), copied(state, subject, at)];
		},
		whyDisabled: whyNoTimeline,
	},
	{
		name: 'copy-timeline',
		keys: ['c'],
		label: 'copy',
		help: 'Copies the timeline as Markdown, as it is by now.',
		group: 'Look',
		places: ['timeline'],
		rank: 1,
		does: (state, {at}) => [copied(state, topScreen(state).subject!, at)],
		whyDisabled: whyNoTimeline,
	},
];

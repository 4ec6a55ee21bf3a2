import {Box} from 'ink';
import type {ReactElement} from 'react';
import {keyNamed} from '../commands/key-words.ts';
import {resourceView} from '../store/listing.ts';
import {rolloutOf} from '../store/lists/rollouts.ts';
import type {Screen} from '../store/screen.ts';
import {screenStaleSince} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {containerRead} from '../store/targets.ts';
import {timelineOf} from '../store/timeline.ts';
import {neutral} from '../terminal/neutral.ts';
import {saySince} from '../ui/header.tsx';
import {type Line, segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {ScrollText} from '../ui/scroll-text.tsx';
import {useTheme} from '../ui/theme.ts';
import {sayWindow} from '../ui/window.ts';
import type {ScreenProps} from './list.tsx';
import {logOf} from './log-text.ts';
import {rolloutTitle} from './rollout-text.ts';
import {textLines} from './text.ts';

/** Any screen that is one long text: a rollout, detail, YAML, logs, help. */
export function TextScreen({state, screen, width, height}: ScreenProps): ReactElement {
	const theme = useTheme();
	const lines = textLines(theme, state, screen) ?? [];
	const room = height - 1;
	const last = Math.max(0, lines.length - room);
	const first = Math.min(screen.text.first ?? last, last);
	const says = sayLines({first, height: room}, lines.length);
	const title = spread(
		[...titleOf(state, screen), ...staleNote(state)],
		[segment(`${says} `, 'dim')],
		width,
		theme.glyphs.ellipsis,
	);
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={[title]} width={width} height={1} />
			<ScrollText lines={lines} first={first} left={screen.text.left} width={width} height={room} />
		</Box>
	);
}

/** `lines 1-21 of 45`; nothing where all of them are in sight. */
export function sayLines(window: Parameters<typeof sayWindow>[0], total: number): string {
	return total <= window.height ? '' : `lines ${sayWindow(window, total)}`;
}

function titleOf(state: State, screen: Screen): Line {
	const {name, subject, list} = screen;
	const filter = list.filter === '' ? [] : [segment(`  /${neutral(list.filter)}`, 'match')];
	if (name === 'help') return [segment(' Keys and commands', 'title'), ...filter];
	if (name === 'timeline')
		return [
			segment(` Timeline of ${neutral(timelineOf(state, subject!)?.about ?? subject!.name)}`, 'title'),
			...filter,
		];
	if (name === 'can-i') return [segment(' What you may do', 'title'), ...filter];
	if (name === 'recovery') return [segment(' The way back to what is declared', 'title'), ...filter];
	if (subject?.view === 'journal') return [segment(' A change made here', 'title'), ...filter];
	const led = name === 'rollout' ? rolloutOf(state, subject?.uid) : undefined;
	if (led !== undefined) return [...rolloutTitle(led), ...filter];
	const kind = subject?.view === 'models' ? 'Model' : (resourceView(state, subject?.view ?? '')?.kind ?? '');
	const of =
		subject === undefined
			? ''
			: `${kind} ${subject.namespace && `${subject.namespace}/`}${neutral(subject.name)}`;
	if (name === 'logs') return [segment(` Log of ${of}`, 'title'), ...logNotes(state, screen), ...filter];
	const found = list.filter === '' ? [] : [...filter, segment('  n N', 'dim')];
	return [
		segment(` ${name === 'yaml' ? 'YAML of ' : ''}${of}`, 'title'),
		...goneNote(state, screen),
		...found,
	];
}

/** Since when what is shown is out of date. */
export function staleNote(state: State): Line {
	const since = screenStaleSince(state);
	return since === undefined ? [] : [segment(`  ${saySince(since, state.wallTime)}`, 'warning')];
}

function logNotes(state: State, screen: Screen): Line {
	const log = logOf(state, screen);
	const container = containerRead(state, screen);
	const which = container === undefined ? [] : [segment(`  ${neutral(container)}`, 'accent')];
	const life = [...which, ...(screen.isPrevious ? [segment('  before its last restart', 'warning')] : [])];
	const follows = scrollNote(state, screen);
	if (log?.isOver && log.trouble === undefined) return [...life, segment('  ended', 'dim')];
	return [...life, ...follows];
}

export function scrollNote(state: State, {text}: Screen): Line {
	return text.first === undefined
		? []
		: [segment(`  scrolled up, ${keyNamed('bottom', state)} follows again`, 'progress')];
}

/** The object on screen may be deleted, made anew under its name, or out of reach while it is read. */
function goneNote(state: State, {subject}: Screen): Line {
	const stream = subject && state.streams[subject.view];
	if (subject === undefined || stream === undefined || !stream.hasListed) return [];
	if (!stream.table.rows.has(subject.uid)) return [segment('  is gone; this is what it was last', 'warning')];
	const {object, trouble} = state.objects[subject.uid] ?? {};
	if (object === undefined || trouble === undefined) return [];
	return [segment(`  as it was last read: ${neutral(trouble.says)}`, 'warning')];
}

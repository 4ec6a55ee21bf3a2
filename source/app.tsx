import {Box, useInput, usePaste, useWindowSize} from 'ink';
import {type ReactElement, useLayoutEffect, useMemo, useSyncExternalStore} from 'react';
import {keyNames} from './commands/key-names.ts';
import {calm, paceAfter} from './commands/pace.ts';
import {isMove, pasteText, pressKeys} from './commands/press.ts';
import type {Clock} from './model/clock.ts';
import {isTooSmall} from './model/least-size.ts';
import {Bottom, Choices} from './screens/bottom.tsx';
import {GuideLine} from './screens/guide.tsx';
import {LoginBanner} from './screens/login-banner.tsx';
import {Overlay} from './screens/overlay.tsx';
import {isSearched, linesOnScreen, matchLines} from './screens/text.ts';
import {TopScreen} from './screens/top.tsx';
import {isArmed, sayMode} from './store/arming.ts';
import {bodyHeight, guideHeight} from './store/geometry.ts';
import {paceOf} from './store/guide.ts';
import {linkOf} from './store/select.ts';
import {type State, topScreen} from './store/state.ts';
import type {Store} from './store/store.ts';
import {neutral} from './terminal/neutral.ts';
import {Header, type HeaderProps} from './ui/header.tsx';
import {faded, type Theme, ThemeProvider, useTheme} from './ui/theme.ts';
import {TooSmall} from './ui/too-small.tsx';

/** Header, the top screen, and the last line. The only place that listens to keys. */
export function App({store, clock}: {readonly store: Store; readonly clock: Clock}): ReactElement {
	const theme = useTheme();
	const state = useSyncExternalStore(store.subscribe, store.get);
	const {columns, rows} = useWindowSize();
	useLayoutEffect(() => {
		const {size} = store.get();
		if (size.columns !== columns || size.rows !== rows)
			store.dispatch({type: 'resized', size: {columns, rows}});
	}, [store, columns, rows]);
	const read = useMemo(() => keyReader(store, clock, theme), [store, clock, theme]);
	useInput((input, key) => read.keys(keyNames(input, key)));
	usePaste(read.paste);

	if (isTooSmall({columns, rows})) return <TooSmall columns={columns} rows={rows} />;
	const frame = {size: {columns, rows}, rehearsal: state.rehearsal, login: state.login};
	const height = bodyHeight(frame);
	const lower = height + guideHeight(frame);
	const screen = topScreen(state);
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<Top state={state} width={columns} />
			<LoginBanner state={state} width={columns} />
			<Box flexDirection="column" width={columns} height={lower} flexShrink={0}>
				<ThemeProvider value={isLetIn(state) ? theme : faded(theme)}>
					<TopScreen state={state} screen={screen} width={columns} height={height} />
				</ThemeProvider>
				<GuideLine state={state} width={columns} />
				<Overlay state={state} width={columns} height={height} />
				<Choices state={state} width={columns} height={lower} />
			</Box>
			<Bottom state={state} width={columns} />
		</Box>
	);
}

/** What is shown may be believed, or is at least not shut away from us. */
function isLetIn(state: State): boolean {
	return state.login === undefined || linkOf(state).health?.state !== 'stale';
}

function Top({state, width}: {readonly state: State; readonly width: number}): ReactElement {
	const {context, namespace, wallTime} = state;
	const {health, hasData} = linkOf(state);
	return (
		<Header
			width={width}
			context={`${context.name}${sayActing(context)}${sayChange(state)}`}
			namespace={namespace}
			place={placeOf(state)}
			isUnsafe={isUnsafe(context)}
			mode={sayMode(state)}
			isArmed={isArmed(state, wallTime)}
			health={health}
			hasData={hasData}
			pace={paceOf(state)}
			now={wallTime}
		/>
	);
}

function isUnsafe({isInsecure, isLocal, server}: State['context']): boolean {
	return isInsecure || (server.startsWith('http:') && !isLocal);
}

function placeOf({isProduction, isStaging}: State): HeaderProps['place'] {
	if (isProduction) return {word: 'PROD', look: 'production'};
	return {word: isStaging ? 'staging' : 'local', look: 'local'};
}

/** Whoever acts as somebody else must never forget it. */
function sayActing({actingAs}: State['context']): string {
	return actingAs === undefined ? '' : ` as ${neutral(actingAs)}`;
}

/** Where one is going to, while one is not there yet. */
function sayChange({connecting, rehearsal}: State): string {
	if (connecting !== undefined) return `, connecting to ${connecting}`;
	return rehearsal?.beginning === undefined ? '' : `, beginning ${rehearsal.beginning}`;
}

type KeyReader = {keys(keys: readonly string[]): void; paste(text: string): void};

/**
 * Gathers the keys of one read. ink tells them one by one, all before it
 * returns to the event loop, so what is there by the next microtask came at once.
 */
function keyReader(store: Store, clock: Clock, theme: Theme): KeyReader {
	let gathered: string[] = [];
	let pace = calm;
	const pass = (keys: readonly string[]) => {
		const at = clock.now();
		pace = paceAfter(pace, keys, at, key => isMove(store.get(), key));
		return {at, stream: pace.stream};
	};
	const tell = () => {
		const all = gathered;
		gathered = [];
		const before = store.get();
		const textLines = linesOnScreen(theme, before);
		const press = {...pass(all), textLines, matchLines: matchLines(theme, before)};
		pressKeys(store, all, press);
		followSearch(store, theme, before);
	};
	return {
		keys(keys) {
			if (gathered.length === 0) queueMicrotask(tell);
			gathered.push(...keys);
		},
		paste(text) {
			// Its end is known: what comes after it is typed.
			pace = calm;
			pasteText(store, text, {at: clock.now()});
		},
	};
}

/** Whoever types a search sees its first match from where the text stands, else the first of all. */
function followSearch(store: Store, theme: Theme, before: State): void {
	const [was, is] = [topScreen(before), topScreen(store.get())];
	if (is.id !== was.id || is.list.filter === was.list.filter || !isSearched(is)) return;
	const found = matchLines(theme, store.get());
	const line = found.find(each => each >= (is.text.first ?? 0)) ?? found[0];
	if (line !== undefined) store.dispatch({type: 'scrolledTo', line});
}

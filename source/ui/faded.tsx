import type {ReactElement, ReactNode} from 'react';
import type {Line} from './line.ts';
import {type Look, type Theme, ThemeProvider, useTheme} from './theme.ts';

/** What is wrong stays in sight; nothing else claims to be so any more. */
function fadedLook(look: Look = 'plain'): Look {
	return look === 'bad' || look === 'warning' || look === 'armed' ? look : 'dim';
}

/** The same line as of something that is out of date. */
export function fadedLine(line: Line): Line {
	return line.map(({text, look}) => ({text, look: fadedLook(look)}));
}

/** The same theme for what is out of date. */
function fadedTheme(theme: Theme): Theme {
	const known = fadedThemes.get(theme);
	if (known !== undefined) return known;
	const looks = Object.keys(theme.sgr) as Look[];
	const sgr = Object.fromEntries(looks.map(look => [look, theme.sgr[fadedLook(look)]])) as Theme['sgr'];
	const faded = {...theme, sgr};
	fadedThemes.set(theme, faded);
	return faded;
}

/** One for each theme, so that nothing is drawn anew because of it. */
const fadedThemes = new WeakMap<Theme, Theme>();

/** Shows what is in it dimly while it is out of date. */
export function Faded({
	when,
	children,
}: {
	readonly when: boolean;
	readonly children: ReactNode;
}): ReactElement {
	const theme = useTheme();
	return <ThemeProvider value={when ? fadedTheme(theme) : theme}>{children}</ThemeProvider>;
}

import {stripVTControlCharacters} from 'node:util';
import {render} from 'ink-testing-library';
import {createElement, type ReactNode} from 'react';
import {type Theme, ThemeProvider, theme} from '../../source/ui/theme.ts';

export type Mounted = {
	/** The last frame, without colours. 100 columns wide, whatever the component asked for. */
	text(): string;
	/** The last frame as ink wrote it. */
	frame(): string;
	show(node: ReactNode): void;
	press(key: string): void;
	unmount(): void;
};

/** Renders a component once per change, with neither terminal nor throttle: for what it says, not how it looks. */
export function mount(
	node: ReactNode,
	{theme: look = theme({colors: '256', isUnicode: true})}: {theme?: Theme} = {},
): Mounted {
	const themed = (child: ReactNode) => createElement(ThemeProvider, {value: look}, child);
	const {lastFrame, rerender, stdin, unmount} = render(themed(node));
	const frame = (): string => lastFrame() ?? '';
	return {
		frame,
		text: () => stripVTControlCharacters(frame()),
		show: other => rerender(themed(other)),
		press: key => stdin.write(key),
		unmount,
	};
}

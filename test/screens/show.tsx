import {onTestFinished} from 'vitest';
import {App} from '../../source/app.tsx';
import type {Clock} from '../../source/model/clock.ts';
import type {Store} from '../../source/store/store.ts';
import type {Theme} from '../../source/ui/theme.ts';
import {openScreen, type Screen} from '../kit/screen.ts';
import {noon} from './world.ts';

export const sizes = [
	{columns: 80, rows: 24},
	{columns: 160, rows: 50},
] as const;

export type Size = {readonly columns: number; readonly rows: number};

export function sayOf({columns, rows}: Size): string {
	return `${columns}x${rows}`;
}

/** It is always noon. */
export const still: Clock = {now: () => noon, after: () => () => {}};

/** The real dashboard on an emulated terminal, over a store that nothing feeds. */
export async function showApp(store: Store, size: Size = sizes[0], theme?: Theme): Promise<Screen> {
	const screen = await openScreen(<App store={store} clock={still} />, {...size, ...(theme && {theme})});
	onTestFinished(screen.close);
	return screen;
}

import type {ReactElement} from 'react';
import {leastSize} from '../model/least-size.ts';
import {segment} from './line.ts';
import {Lines} from './lines.tsx';

/** Stands in for every screen where the terminal is too small; what runs goes on running. */
export function TooSmall({columns, rows}: {readonly columns: number; readonly rows: number}): ReactElement {
	const needed = `${leastSize.columns}x${leastSize.rows}`;
	const lines = ['Terminal too small', `${columns}x${rows}, needs ${needed}`, 'ctrl-c quits'];
	return <Lines lines={lines.map(text => [segment(text)])} width={columns} height={rows} />;
}

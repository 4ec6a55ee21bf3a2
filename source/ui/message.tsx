import type {ReactElement} from 'react';
import {type Line, segment} from './line.ts';
import {Lines} from './lines.tsx';
import {type Theme, type Tone, useTheme} from './theme.ts';

export type MessageProps = {
	readonly width: number;
	readonly tone: Tone;
	readonly says: string;
	/** What to do next. */
	readonly hint?: string;
};

/** One line that says what just happened, or what is wrong and what to do about it. */
export function Message(props: MessageProps): ReactElement {
	return <Lines lines={[messageLine(useTheme(), props)]} width={props.width} height={1} />;
}

export function messageLine(theme: Theme, {tone, says, hint}: Omit<MessageProps, 'width'>): Line {
	const line = [segment(` ${theme.signs[tone]} `, tone), segment(says, tone)];
	return hint === undefined ? line : [...line, segment(`  ${hint}`, 'dim')];
}

import type {ReactElement} from 'react';
import type {State} from '../store/state.ts';
import {Menu} from './menu.tsx';
import {Preview} from './preview.tsx';
import {QuestionDialog} from './question.tsx';

type OverlayProps = {readonly state: State; readonly width: number; readonly height: number};

/** What stands in front of the screen: a question, a preview with its outcome, or the action menu. */
export function Overlay(props: OverlayProps): ReactElement | null {
	if (props.state.question !== undefined) return <QuestionDialog {...props} />;
	if (props.state.dialog !== undefined) return <Preview {...props} />;
	return props.state.menu === undefined ? null : <Menu {...props} />;
}

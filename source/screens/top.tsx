import type {ReactElement} from 'react';
import {ListScreen, type ScreenProps} from './list.tsx';
import {NowScreen} from './now.tsx';
import {SplitScreen} from './split.tsx';
import {TextScreen} from './text-screen.tsx';

/** The screen a name means. */
export function TopScreen(props: ScreenProps): ReactElement {
	switch (props.screen.name) {
		case 'now':
			return <NowScreen {...props} />;
		case 'split':
			return <SplitScreen {...props} />;
		case 'rollout':
		case 'detail':
		case 'yaml':
		case 'logs':
		case 'help':
			return <TextScreen {...props} />;
		default:
			return <ListScreen {...props} />;
	}
}

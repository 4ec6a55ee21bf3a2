import type {ReactElement} from 'react';
import {screenStaleSince} from '../store/select.ts';
import {Faded} from '../ui/faded.tsx';
import {FormScreen} from './form.tsx';
import {ListScreen, type ScreenProps} from './list.tsx';
import {NowScreen} from './now.tsx';
import {ObjectivesScreen} from './objectives.tsx';
import {SplitScreen} from './split.tsx';
import {TextScreen} from './text-screen.tsx';
import {VersionLogsScreen} from './version-logs.tsx';

/** The screen a name means, dimly where what it shows is out of date. */
export function TopScreen(props: ScreenProps): ReactElement {
	return <Faded when={screenStaleSince(props.state) !== undefined}>{screenOf(props)}</Faded>;
}

function screenOf(props: ScreenProps): ReactElement {
	switch (props.screen.name) {
		case 'now':
			return <NowScreen {...props} />;
		case 'objectives':
			return <ObjectivesScreen {...props} />;
		case 'form':
			return <FormScreen {...props} />;
		case 'split':
			return <SplitScreen {...props} />;
		case 'version-logs':
			return <VersionLogsScreen {...props} />;
		case 'rollout':
		case 'detail':
		case 'yaml':
		case 'logs':
		case 'timeline':
		case 'recovery':
		case 'can-i':
		case 'help':
			return <TextScreen {...props} />;
		default:
			return <ListScreen {...props} />;
	}
}

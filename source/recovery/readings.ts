import type {DaemonSetRow} from '../resources/daemonsets.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {StatefulSetRow} from '../resources/statefulsets.ts';
import type {Row} from '../resources/view.ts';
import type {Reading} from './gaps.ts';

/** The kinds that declare a number of pods which are to run for good, by their views. */
const kinds: Readonly<Record<string, string>> = {
	deployments: 'Deployment',
	statefulsets: 'StatefulSet',
	daemonsets: 'DaemonSet',
};

export const declaringViews: readonly string[] = Object.keys(kinds);

/** What a row of one of these views declares and has; undefined for rows of any other. */
export function readingOf(view: string, row: Row): Reading | undefined {
	const kind = kinds[view];
	if (kind === undefined) return undefined;
	const {uid, namespace, name, wanted, ready} = row as DeploymentRow | StatefulSetRow | DaemonSetRow;
	return {of: {uid, kind, namespace, name}, declared: wanted, actual: ready};
}

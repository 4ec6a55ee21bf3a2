import {isRefusal, type Refusal} from '../model/plan.ts';
import {deployments} from '../resources/deployments.ts';
import {listedKind} from '../resources/kinds.ts';
import {nodes} from '../resources/nodes.ts';
import {pods} from '../resources/pods.ts';
import {tableView} from '../resources/table-view.ts';
import type {Row} from '../resources/view.ts';
import {isOfKind} from '../traffic/splits.ts';
import type {ExitCode} from './exit-codes.ts';
import {fail} from './fail.ts';
import {getModels} from './get-models.ts';
import {getRecovery} from './get-recovery.ts';
import {getRollouts} from './get-rollouts.ts';
import {getRows, type Listed} from './get-rows.ts';
import {getSplits} from './get-splits.ts';
import {getWhole, wholeObjects} from './get-whole.ts';
import {deploymentJson, nodeJson, podJson} from './json.ts';
import {discovered, type Session} from './session.ts';

/** Kinds whose columns and JSON are ours, and a contract. */
const listed: readonly Listed[] = [
	{view: pods, metrics: 'pods', json: podJson} as unknown as Listed,
	{view: deployments, json: deploymentJson} as unknown as Listed,
	{view: nodes, metrics: 'nodes', json: nodeJson} as unknown as Listed,
];

/** `get`: prints a list or one object of it, and with `--watch` every change after it. */
export async function get([word = '', name]: readonly string[], session: Session): Promise<ExitCode> {
	const {output, watch} = session.flags;
	const isSplits = ['splits', 'split'].includes(word.toLowerCase());
	const isRollouts = ['rollouts', 'rollout', 'ro'].includes(word.toLowerCase());
	const isModels = ['models', 'model'].includes(word.toLowerCase());
	const isRecovery = word.toLowerCase() === 'recovery';
	const wrong =
		word === ''
			? missing
			: isSplits || isRollouts || isModels || isRecovery
				? whyNotJoined(word, name, session)
				: watch && output === 'yaml'
					? onceOnly
					: undefined;
	if (isRecovery && output === 'name') return fail(noNames, session);
	const unmeasured =
		session.flags.measure && !((isSplits || isModels) && output === 'json') ? onlySplits : undefined;
	if (wrong ?? unmeasured) return fail((wrong ?? unmeasured)!, session);
	const served = await discovered(session);
	if ('reason' in served) return fail(served, session);
	if (isRecovery) return getRecovery(served, session);
	if (isRollouts) return getRollouts(served, session);
	if (isSplits) return getSplits(served, session);
	if (isModels) return getModels(served, session);
	const aliased = listed.find(({view}) => view.aliases.includes(word.toLowerCase()));
	const resource = listedKind(aliased?.view.plural ?? word, served);
	if (isRefusal(resource)) return fail(resource, session);
	const wanted = {resource, name};
	const own = listed.find(({view}) => isOfKind(resource, view));
	if (output === 'yaml' || (output === 'json' && own === undefined && !watch))
		return getWhole(wanted, session);
	const any = output === 'json' ? wholeObjects(resource) : tableOf(resource);
	return getRows(own ?? any, wanted, served, session);
}

function tableOf(resource: Parameters<typeof tableView>[0]): Listed {
	return {view: tableView(resource), json: (row: Row) => row} as unknown as Listed;
}

const missing: Refusal = {
	refused: 'usage',
	says: 'What to list is missing.',
	hint: 'It lists pods, deployments, models, splits, rollouts, nodes, and any other kind the server serves: sluice get configmaps',
};

const onlySplits: Refusal = {
	refused: 'usage',
	says: 'Only splits and models are measured, and only as JSON.',
	hint: 'sluice get splits -o json --measure',
};

const noNames: Refusal = {
	refused: 'usage',
	says: 'The way back to what is declared is no list of objects, so there are no names of it.',
	hint: 'sluice get recovery -o json',
};

const onceOnly: Refusal = {
	refused: 'usage',
	says: 'YAML is printed once, and does not go on with --watch.',
	hint: 'Use -o json, or leave --watch out.',
};

/** What is joined from several kinds is no object: it has no YAML, and is not named. */
function whyNotJoined(word: string, name: string | undefined, {flags}: Session): Refusal | undefined {
	if (name !== undefined)
		return {
			refused: 'usage',
			says: `sluice get ${word} lists all of them: "${name}" is one word too many.`,
			hint: 'Use -o json, and pick the one you mean.',
		};
	if (flags.output !== 'yaml') return undefined;
	return {
		refused: 'usage',
		says: `There is no YAML of ${word}: they are joined from several kinds.`,
		hint: 'Use -o json.',
	};
}

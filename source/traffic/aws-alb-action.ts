import {objectIn, textIn} from '../model/object.ts';
import {type Placed, placesIn, rewritten} from './json-places.ts';

/** A forward action of several target groups, as an annotation holds it in JSON. */
export type Action = {
	readonly groups: readonly Group[];
	/** How long a client stays with its target group, in seconds; undefined where it does not. */
	readonly stickySeconds: number | undefined;
	/** A member that comes twice, so that nobody knows which one counts; undefined where none does. */
	readonly twice: string | undefined;
};

export type Group = {
	/** Of a Service, of a target group, or what its ARN calls it. */
	readonly name: string;
	readonly kind: 'Service' | 'TargetGroup';
	readonly port: number | string | undefined;
	readonly weight: Placed | undefined;
	/** The weight as the text has it, undefined where it has none. */
	readonly says: string | undefined;
};

/** The action of a text; undefined where it is no JSON or forwards to no list of groups. */
export function actionIn(text: string): Action | undefined {
	const action = placesIn(text);
	const config = action && memberOf(action, 'forwardConfig');
	const groups = config && memberOf(config, 'targetGroups');
	if (!groups || memberOf(action, 'type')?.value !== 'forward') return undefined;
	const sticky = objectIn(lowered(memberOf(config, 'targetGroupStickinessConfig')));
	return {
		groups: groups.items.map(item => readGroup(item, text)),
		stickySeconds: sticky.enabled === true ? Number(sticky.durationseconds ?? 0) : undefined,
		twice: [action, config, ...groups.items].map(twiceIn).find(name => name !== undefined),
	};
}

/** The text with other weights, and not another byte different. */
export function withWeights(text: string, weights: readonly number[]): string {
	const {groups = []} = actionIn(text) ?? {};
	return rewritten(
		text,
		groups.flatMap(({weight, says}, index) =>
			weight === undefined || says === String(weights[index])
				? []
				: [{of: weight, to: String(weights[index])}],
		),
	);
}

function readGroup(group: Placed, text: string): Group {
	const {servicename, serviceport, targetgroupname, targetgrouparn} = objectIn(lowered(group));
	const service = textIn(servicename);
	const weight = memberOf(group, 'weight');
	return {
		name: service ?? textIn(targetgroupname) ?? nameInArn(textIn(targetgrouparn) ?? ''),
		kind: service === undefined ? 'TargetGroup' : 'Service',
		port: typeof serviceport === 'number' || typeof serviceport === 'string' ? serviceport : undefined,
		weight,
		says: weight && text.slice(weight.start, weight.end),
	};
}

/** `arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/blue/73e2d6` is that of blue. */
function nameInArn(arn: string): string {
	return /targetgroup\/([^/]+)/.exec(arn)?.[1] ?? arn;
}

/** The controller reads names in any case, as Go does; the last of several counts. */
function memberOf(object: Placed, name: string): Placed | undefined {
	return object.members.findLast(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

function twiceIn({members}: Placed): string | undefined {
	const names = members.map(([name]) => name.toLowerCase());
	return members.find((_, index) => names.indexOf(names[index]!) !== index)?.[0];
}

function lowered(object: Placed | undefined) {
	return Object.fromEntries((object?.members ?? []).map(([name, {value}]) => [name.toLowerCase(), value]));
}

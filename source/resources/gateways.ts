import {type KubernetesObject, objectsIn, textIn} from '../model/object.ts';
import type {Condition} from '../model/split.ts';
import {ageColumn, joined, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {conditionIn, conditionsOf} from './conditions.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Row} from './view.ts';

export type GatewayRow = Row & {
	readonly className: string;
	readonly addresses: readonly string[];
	readonly generation: number;
	readonly conditions: readonly Condition[];
};

export function projectGateway(object: KubernetesObject): GatewayRow {
	const {spec = {}, status = {}, metadata} = object;
	return {
		...rowOf(object),
		className: intern(textIn(spec.gatewayClassName) ?? ''),
		addresses: objectsIn(status.addresses).flatMap(({value}) => textIn(value) ?? []),
		generation: metadata.generation ?? 0,
		conditions: conditionsOf(object),
	};
}

/** Why nothing comes through it; undefined where it is up, or nobody has said anything of it yet. */
export function gatewayRefusal({conditions, generation}: GatewayRow): Condition | undefined {
	return ['Accepted', 'Programmed']
		.map(type => conditionIn(conditions, type))
		.find(
			found =>
				found?.status === 'False' &&
				found.reason !== 'Pending' &&
				(found.observedGeneration ?? generation) >= generation,
		);
}

function sayStatus(row: GatewayRow): string {
	const refusal = gatewayRefusal(row);
	if (refusal !== undefined) return refusal.reason || `Not ${refusal.type.toLowerCase()}`;
	return conditionIn(row.conditions, 'Programmed')?.status === 'True' ? 'Programmed' : 'Not reported';
}

export const gateways: ResourceView<GatewayRow> = {
	name: 'gateways',
	aliases: ['gateway', 'gtw'],
	group: 'gateway.networking.k8s.io',
	plural: 'gateways',
	kind: 'Gateway',
	isNamespaced: true,
	isRare: true,
	project: projectGateway,
	columns: [
		namespaceColumn,
		nameColumn,
		words('CLASS', row => row.className || noneText, {width: [10, 30], priority: 3}),
		words('STATUS', sayStatus, {
			width: [12, 24],
			priority: 1,
			tone: row => (gatewayRefusal(row) === undefined ? 'plain' : 'bad'),
		}),
		words('ADDRESS', row => joined(row.addresses), {width: [10, 45], priority: 4}),
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.className}`.toLowerCase(),
	isFaulty: row => gatewayRefusal(row) !== undefined,
};

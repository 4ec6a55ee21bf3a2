/**
 * How fast nodes that are not ready lose their pods, zone by zone: where most nodes fall silent together,
 * the network between is likelier at fault than the machines, and pods had better stay where they are. Pure.
 */
import type {KubernetesObject} from '../object.ts';
import {isTrue} from './conditions.ts';

/** As the controller manager has them by default, in milliseconds between one node and the next. */
const usualPauseMs = 10_000;
const slowPauseMs = 100_000;

/** In zones of up to so many nodes, nothing is driven away while most of it is silent. */
const largeZone = 50;
const unhealthyShare = 0.55;

export function zoneOf({metadata}: KubernetesObject): string {
	const labels = metadata.labels ?? {};
	return `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`;
}

const isReady = (node: KubernetesObject) => isTrue(node, 'Ready');

/** Whether not a single node is ready, so that nothing that is known of any of them can be believed. */
export function isAllLost(nodes: readonly KubernetesObject[]): boolean {
	return nodes.length > 0 && !nodes.some(isReady);
}

/** How long to wait in a zone after one node before driving the pods off the next; infinite where not at all. */
export function pauseIn(zone: string, nodes: readonly KubernetesObject[]): number {
	if (isAllLost(nodes)) return Number.POSITIVE_INFINITY;
	const own = nodes.filter(node => zoneOf(node) === zone);
	const silent = own.filter(node => !isReady(node)).length;
	const isPartlyLost = silent > 2 && silent < own.length && silent / own.length >= unhealthyShare;
	if (!isPartlyLost) return usualPauseMs;
	return own.length > largeZone ? slowPauseMs : Number.POSITIVE_INFINITY;
}

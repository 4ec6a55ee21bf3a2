import type {Condition} from '../model/split.ts';
import {conditionIn} from './conditions.ts';

/** What is read of a Deployment to say how far it has come. */
export type RolloutState = {
	readonly wanted: number;
	readonly replicas: number;
	readonly updated: number;
	readonly ready: number;
	readonly available: number;
	readonly generation: number;
	readonly observedGeneration: number;
	readonly paused: boolean;
	readonly conditions: readonly Condition[];
};

export type Progress = 'settled' | 'moving' | 'short' | 'stuck' | 'paused' | 'idle';

/** How far a Deployment has come, in a word for code and in words for people. */
export type RolloutStatus = {readonly progress: Progress; readonly says: string};

/**
 * Conditions say what a controller gave up on, the counts how far it is, and
 * neither counts before the controller has seen the generation asked for.
 */
export function rolloutStatus(state: RolloutState): RolloutStatus {
	const {wanted, replicas, available, conditions} = state;
	if (state.observedGeneration < state.generation) return {progress: 'moving', says: 'Not observed yet'};
	const failure = conditionIn(conditions, 'ReplicaFailure');
	if (failure?.status === 'True') return {progress: 'stuck', says: `Stuck: ${sayFailure(failure)}`};
	const progressing = conditionIn(conditions, 'Progressing');
	if (progressing?.reason === 'ProgressDeadlineExceeded') {
		return {progress: 'stuck', says: 'Stuck: progress deadline exceeded'};
	}
	if (state.paused)
		return {progress: 'paused', says: isUpdated(state) ? 'Paused' : `Paused ${sayUpdated(state)}`};
	if (wanted === 0) {
		return replicas === 0
			? {progress: 'idle', says: 'Scaled to 0'}
			: {progress: 'moving', says: `Scaling to 0, ${replicas} left`};
	}
	if (!isUpdated(state)) return {progress: 'moving', says: `Rolling out ${sayUpdated(state)}`};
	if (replicas !== wanted) return {progress: 'moving', says: `Scaling ${replicas}/${wanted}`};
	if (available >= wanted) return {progress: 'settled', says: 'Ready'};
	// Only a rollout that has not been completed yet is still on its way; later pods can only be lost.
	return progressing?.reason === 'NewReplicaSetAvailable'
		? {progress: 'short', says: `Available ${available}/${wanted}`}
		: {progress: 'moving', says: `Rolling out ${available}/${wanted}`};
}

function sayFailure({reason, message}: Condition): string {
	return message.includes('exceeded quota')
		? "can't create pods, quota exceeded"
		: `can't create pods (${reason})`;
}

/** All replicas are of the newest template and no old one is left. */
function isUpdated({wanted, replicas, updated, conditions}: RolloutState): boolean {
	if (replicas > updated) return false;
	// A scaled-up Deployment lacks replicas too, but its rollout was completed before.
	return updated >= wanted || conditionIn(conditions, 'Progressing')?.reason === 'NewReplicaSetAvailable';
}

function sayUpdated({wanted, updated, replicas}: RolloutState): string {
	return updated >= wanted ? `${updated}/${wanted}, ${replicas - updated} old left` : `${updated}/${wanted}`;
}

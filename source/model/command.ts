import type {Resource} from './ref.ts';

/** The object a command is meant for. `uid` pins the incarnation that was on screen when a key was pressed. */
export type Target = {
	readonly resource: Resource;
	readonly namespace: string;
	readonly name: string;
	readonly uid?: string;
};

/** What an operator asks for, before anything has been read: the same from a key, the palette or a shell. */
export type ActionCommand =
	| {
			readonly action: 'scale';
			readonly target: Target;
			readonly replicas: number;
			/** Which way was meant: the other way is refused. */
			readonly way?: 'up' | 'down';
	  }
	/** The bounds of what scales the target, or of the target where it is an autoscaler; what is left out stays. */
	| {readonly action: 'scale-bounds'; readonly target: Target; readonly min?: number; readonly max?: number}
	| {readonly action: 'upgrade'; readonly target: Target; readonly container?: string; readonly image: string}
	/** `toRevision` undefined: the revision before the present one. */
	| {
			readonly action: 'rollback';
			readonly target: Target;
			readonly toRevision?: number;
			/** The uid of the ReplicaSet whose template must still stand, or it is refused as stale. */
			readonly fromReplicaSet?: string;
	  }
	| {readonly action: 'restart'; readonly target: Target}
	| {
			readonly action: 'shift';
			readonly target: Target;
			readonly rule?: string;
			/** Backends not named keep their mutual proportions; if all are named they sum to 100. */
			readonly percents: readonly BackendPercent[];
			/** Shares that must stand before the shift, or it is refused as stale. */
			readonly expect?: readonly BackendPercent[];
	  }
	/** Everything to the version that stays: `to`, or the champion where a mark or a choice names one. */
	/** Everything away from the versions that do not stay, on whatever way it reaches them; `only`: by the weights of the named rule. */
	| {
			readonly action: 'drain-traffic';
			readonly target: Target;
			readonly rule?: string;
			readonly only?: true;
			readonly to?: string;
			/** The floor of the version that stays is raised first, and waited for. */
			readonly staged?: true;
	  }
	/** Champion and challenger exchange their shares. */
	| {readonly action: 'swap'; readonly target: Target; readonly rule?: string}
	/** Which version stays: written on the object, for every operator. */
	| {readonly action: 'choose-champion'; readonly target: Target; readonly backend: string}
	/** The next declared step of an engine, or with `full` past all of them. */
	| {readonly action: 'promote'; readonly target: Target; readonly full?: boolean}
	/** To a step of an engine, from 1, forward or back. */
	| {readonly action: 'jump'; readonly target: Target; readonly step: number}
	| {readonly action: 'pause' | 'resume' | 'abort' | 'retry'; readonly target: Target}
	/** `asKill`: asked for as a kill, which it is not; the difference is said. */
	| {readonly action: 'delete'; readonly target: Target; readonly asKill?: true}
	/** Whether pods may start on a node. */
	| {readonly action: 'cordon' | 'uncordon'; readonly target: Target}
	/** Empties a node, so far as budgets allow; pods that would be lost or lose data only where that is asked for. */
	| {
			readonly action: 'drain-node';
			readonly target: Target;
			/** Pods that no controller starts again are lost. */
			readonly force?: boolean;
			/** What pods keep in an emptyDir is lost. */
			readonly deleteEmptyDirData?: boolean;
	  }
	/** A command in a pod; a shell where none is named, in the container that is usual where none is. */
	| {
			readonly action: 'exec';
			readonly target: Target;
			readonly container?: string;
			readonly command?: readonly string[];
			/** A person sits before it; true where left out. */
			readonly isTty?: boolean;
	  }
	/** A port of this machine, any that is free where it is 0, that leads to one of a pod: its number, or its name. */
	| {
			readonly action: 'port-forward';
			readonly target: Target;
			readonly local?: number;
			readonly remote: string;
	  }
	/** Leads a port of this machine, one of its own choice where none is named, to a notebook, and says its link. */
	| {readonly action: 'open-notebook'; readonly target: Target; readonly local?: number}
	/** Ends the pod of a notebook; with `removes` all that was made for it goes. */
	| {readonly action: 'stop-notebook'; readonly target: Target; readonly removes?: true}
	/** Stops the GitOps owner of the target from reverting it, for so long. */
	| {readonly action: 'hold'; readonly target: Target; readonly forMs: number}
	/** Gives the held owner of the target its former policy back. */
	| {readonly action: 'release'; readonly target: Target}
	/** Takes sluice off the record of who manages the target's fields. */
	| {readonly action: 'hand-back'; readonly target: Target}
	/** What somebody wants, by its name and the fields that were said; or by a file that holds the objects. */
	| {
			readonly action: 'do';
			readonly objective: string;
			readonly values: {readonly [field: string]: string | undefined};
			readonly file?: string;
			readonly namespace: string;
	  }
	/** `id` undefined: the latest undoable change of this user in this context. */
	| {readonly action: 'undo'; readonly id?: string}
	/** Takes an undo back: of the id, or of the change that the id's undo took back; undefined: the latest. */
	| {readonly action: 'redo'; readonly id?: string};

export type BackendPercent = {readonly backend: string; readonly percent: number};

/** Whether it moves the shares of one rule, or of all that the object has. */
export function movesShares(
	command: ActionCommand,
): command is Extract<ActionCommand, {action: 'shift' | 'drain-traffic' | 'swap'}> {
	return command.action === 'shift' || command.action === 'drain-traffic' || command.action === 'swap';
}

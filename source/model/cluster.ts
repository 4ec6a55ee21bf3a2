import type {Change} from './change.ts';
import type {Json} from './json.ts';
import type {Exited, Forwarding, ShellEnds} from './line.ts';
import type {Login} from './login.ts';
import type {MeasuringSource, PodListener} from './measured.ts';
import type {KubernetesObject} from './object.ts';
import type {Permit} from './permit.ts';
import type {Announcement, Step} from './plan.ts';
import type {Ref, Resource} from './ref.ts';
import type {Rights} from './rights.ts';
import type {Answer, Trouble} from './trouble.ts';

/** Which cluster this is, as the kubeconfig names it. */
export type Context = {
	readonly name: string;
	readonly server: string;
	/** The namespace the context asks for; `default` where it names none. */
	readonly namespace: string;
	/** The server is on loopback: a demo or a test cluster, not production. */
	readonly isLocal: boolean;
	/** The kubeconfig turns certificate checks off. */
	readonly isInsecure: boolean;
	/** Whom the kubeconfig asks to act as (`as`); undefined where one acts as oneself. */
	readonly actingAs?: string;
};

/** All namespaces, or one; of what is there only what these fields say, where they are given (`type=Warning`). */
export type Scope = {readonly namespace?: string; readonly fields?: string};

/** What the server serves. `troubles` names groups that could not be read; the rest goes on. */
export type Discovery = {
	readonly resources: readonly ServedResource[];
	readonly troubles: readonly Trouble[];
	readonly serverVersion: string;
};

export type ServedResource = Resource & {
	readonly singular: string;
	readonly shortNames: readonly string[];
	readonly verbs: readonly string[];
	readonly subresources: readonly string[];
};

/** Object reduced to what a view keeps; undefined drops it. Runs while the list is parsed. */
export type Project<Row> = (object: KubernetesObject) => Row | undefined;

/**
 * How objects are asked for: whole, or as rows of the table that the server
 * itself makes of a kind: their metadata, their `cells`, and the `columns` these
 * stand in. Where a server makes none, they come whole after all.
 */
export type Form = 'whole' | 'table';

/** Which objects of a list, and in which form; whole where left out. */
export type Asked = {readonly labels?: string; readonly fields?: string; readonly form?: Form};

export type Access = {readonly isAllowed: boolean; readonly because: string};

export type AccessQuestion = {
	readonly verb: string;
	readonly resource: Pick<Resource, 'group' | 'plural'>;
	readonly subresource?: string;
	readonly namespace?: string;
	readonly name?: string;
};

export type LogOptions = {
	readonly container?: string;
	readonly follow: boolean;
	readonly tailLines?: number;
	readonly previous?: boolean;
	readonly timestamps?: boolean;
};

export type LogEvent =
	| {readonly type: 'lines'; readonly lines: readonly string[]}
	/** A log that is followed broke off; it is read on from its last line once that can be. */
	| {readonly type: 'broken'; readonly trouble: Trouble}
	| {readonly type: 'resumed'}
	| {readonly type: 'ended'; readonly trouble?: Trouble};

/** What an Event says of a change beside what it is about. */
export type Announced = {
	/** The id the journal knows the change by. */
	readonly id: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly says: string;
};

/** How a step goes out. */
export type Sending = {
	/** Only where each value that is written over stands as it was read, whatever the step itself guards. */
	readonly isAsRead?: boolean;
	/** Over a connection of its own: those that are kept may all have gone the same way. */
	readonly isApart?: boolean;
	/** Ends the wait for an answer that nobody needs any more. */
	readonly signal?: AbortSignal;
};

export type Stop = () => void;

/**
 * The port: all that the rest of sluice may ask of a cluster. No method
 * throws for what a server or a network may do; troubles are answers.
 */
export type Cluster = {
	readonly context: Context;
	/** How far the server's clock is ahead of the one here, in milliseconds; 0 within 2 s, and where it is not known. */
	clockAheadMs(): number;
	/** Who the server says I am; the kubeconfig's user name where it cannot say. */
	whoAmI(): Promise<string>;
	discover(): Promise<Answer<Discovery>>;
	get(
		target: Omit<Ref, 'uid'>,
		subresource?: 'scale',
		how?: Pick<Sending, 'isApart'>,
	): Promise<Answer<KubernetesObject>>;
	/** All pages. */
	list(resource: Resource, scope: Scope, asked?: Asked): Promise<Answer<readonly KubernetesObject[]>>;
	/** Lists, then watches for ever, retrying with back-off until stopped. `tell` is called in order. */
	follow<Row extends {readonly uid: string}>(
		resource: Resource,
		scope: Scope,
		project: Project<Row>,
		tell: (change: Change<Row>) => void,
		form?: Form,
	): Stop;
	/** What the server says I may do; an answer up to `believedMs` old will do, a minute where left out. */
	may(question: AccessQuestion, believedMs?: number): Promise<Answer<Access>>;
	/** All that I may do in the namespace, as far as the server's authorizers can list it. */
	rights(namespace: string): Promise<Answer<Rights>>;
	/** The server's dry run of one step: nothing is changed; webhooks and validation speak. */
	rehearse(step: Step): Promise<Answer<KubernetesObject>>;
	/** Writes one step of a permitted plan. A failed guard is the trouble `guard-failed` and changes nothing. */
	apply(permit: Permit, step: Step, sending?: Sending): Promise<Answer<KubernetesObject>>;
	/** Writes one Event of a permitted plan. */
	announce(
		permit: Permit,
		announcement: Announcement,
		announced: Announced,
	): Promise<Answer<KubernetesObject>>;
	/** Runs the command of a permitted step in its pod, until it ends or the signal ends the line. */
	exec(permit: Permit, step: Step, ends: ShellEnds, signal: AbortSignal): Promise<Answer<Exited>>;
	/** Leads a port of this machine to the pod of a permitted step, and to its successors, until stopped. */
	forward(permit: Permit, step: Step): Promise<Answer<Forwarding>>;
	logs(pod: Pick<Ref, 'namespace' | 'name'>, options: LogOptions, tell: (event: LogEvent) => void): Stop;
	/** Sends one query of PromQL to what measures; answers the `data` of its HTTP API. */
	askSource(source: MeasuringSource, query: string): Promise<Answer<Json>>;
	/** A pod's own counters as it shows them, in Prometheus' text format. */
	readCounters(pod: PodListener): Promise<Answer<string>>;
	/** What a person can do about how we prove who we are. */
	readonly login: Login;
	/** What waits before it is tried again is tried now, with credentials made anew: somebody says that all is well. */
	retry(): void;
	close(): void;
};

import type {Entry} from '../journal/entry.ts';
import type {Change} from '../model/change.ts';
import type {AccessQuestion, Context, Discovery} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import type {LoginNeed, Plugin} from '../model/login.ts';
import type {Measured} from '../model/measured.ts';
import type {RehearsalState} from '../model/rehearsal.ts';
import type {Rights} from '../model/rights.ts';
import type {Telling} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Row, Usage} from '../resources/view.ts';
import type {Form} from './form.ts';
import type {Forwarded} from './forwards.ts';
import type {Sort} from './order.ts';
import type {Prompt, Typing} from './prompt.ts';
import type {Wish} from './rehearsal.ts';
import type {ChartName, Draft, NewScreen, Subject, VersionsShown} from './screen.ts';
import type {Flash, ReadObject, Size} from './state.ts';
import type {VersionLogOf} from './version-logs.ts';

/** All that can happen to the state. */
export type Event = ClusterEvent | LookEvent | WriteEvent | ProgramEvent | LoginEvent | RehearsalEvent;

/** What the cluster told. */
export type ClusterEvent =
	| {readonly type: 'streamOpened'; readonly view: string; readonly stream: string}
	| {
			readonly type: 'rowsChanged';
			readonly view: string;
			readonly stream: string;
			readonly changes: readonly Change<Row>[];
			readonly at: number;
	  }
	| {readonly type: 'discovered'; readonly discovery: Discovery}
	| {readonly type: 'discoveryFailed'; readonly trouble: Trouble}
	| {readonly type: 'identified'; readonly me: string}
	| {
			readonly type: 'usageRead';
			readonly of: 'pods' | 'nodes';
			readonly usage: ReadonlyMap<string, Usage>;
			/** By the time here. */
			readonly at?: number;
	  }
	| {readonly type: 'usageFailed'; readonly of: 'pods' | 'nodes'}
	| {readonly type: 'measured'; readonly split: string; readonly measured: Measured}
	| {readonly type: 'rightsRead'; readonly namespace: string; readonly rights: Rights}
	| {readonly type: 'accessRead'; readonly question: AccessQuestion; readonly isAllowed: boolean}
	| {readonly type: 'objectRead'; readonly uid: string; readonly read: ReadObject}
	/** Of several that are read at once: which `version` it is of. */
	| {readonly type: 'logOpened'; readonly key: string; readonly version?: VersionLogOf}
	| {readonly type: 'linesRead'; readonly key: string; readonly lines: readonly string[]}
	/** It broke off, or goes on again where there is no trouble. */
	| {readonly type: 'logTroubled'; readonly key: string; readonly trouble: Trouble | undefined}
	| {readonly type: 'logEnded'; readonly key: string; readonly trouble?: Trouble};

export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'half-up' | 'half-down' | 'top' | 'bottom';

/** What the operator did that changes only what is shown. */
export type LookEvent =
	| {readonly type: 'screenOpened'; readonly screen: NewScreen; readonly isFresh?: true}
	| {readonly type: 'wentBack'}
	/** `total` is how many lines the text on screen has; lists know theirs. */
	| {readonly type: 'cursorMoved'; readonly move: Move; readonly total?: number}
	/** On a row of the list, wherever it stands. */
	| {readonly type: 'cursorPut'; readonly uid: string}
	| {readonly type: 'scrolledAside'; readonly by: number}
	/** Puts a line of the text on screen at the top. */
	| {readonly type: 'scrolledTo'; readonly line: number}
	| {readonly type: 'rowMarked'}
	/** From the nearest marked row to that of the cursor. */
	| {readonly type: 'rangeMarked'}
	| {readonly type: 'marksCleared'}
	| {readonly type: 'filterChanged'; readonly filter: string}
	| {readonly type: 'sorted'; readonly sort: Sort | undefined}
	| {readonly type: 'faultsToggled'}
	| {readonly type: 'widthToggled'}
	| {readonly type: 'holdToggled'}
	| {readonly type: 'wrapToggled'}
	/** Of the logs of both versions. Undefined: both, side by side. */
	| {readonly type: 'versionsShown'; readonly shown: VersionsShown | undefined}
	| {readonly type: 'chartChosen'; readonly chart: ChartName}
	/** Whether what containers wrote before their last restart is read too. */
	| {readonly type: 'previousToggled'}
	| {readonly type: 'containerPicked'; readonly container: string}
	| {readonly type: 'namespaceChosen'; readonly namespace: string | undefined}
	| {readonly type: 'draftChanged'; readonly draft: Draft | undefined}
	| {readonly type: 'backendPicked'; readonly backend: string}
	/** Its form is filled in: with these texts, or as it was left, where it is the same one as last time. */
	| {readonly type: 'formChosen'; readonly objective: string; readonly texts?: Form['texts']}
	/** A line of the form, by its place. */
	| {readonly type: 'fieldPicked'; readonly line: number}
	| {readonly type: 'promptOpened'; readonly prompt: Prompt}
	| {readonly type: 'typed'; readonly typing: Typing}
	| {readonly type: 'choicePicked'; readonly by: number; readonly count: number}
	| {readonly type: 'textCompleted'; readonly text: string}
	| {readonly type: 'promptClosed'; readonly isKept: boolean}
	| {readonly type: 'menuOpened'}
	| {readonly type: 'menuPicked'; readonly picked: number}
	| {readonly type: 'menuClosed'}
	| {readonly type: 'copied'; readonly text: string; readonly at: number}
	/** A value of a secret shall be shown, which is recorded first. */
	| {readonly type: 'revealAsked'; readonly of: Subject; readonly key: string}
	| {readonly type: 'revealed'; readonly of: Subject; readonly key: string}
	| {readonly type: 'masked'}
	| {readonly type: 'flashed'; readonly flash: Flash | undefined};

/** What the operator asked of the cluster, and how it goes. */
export type WriteEvent =
	| {
			readonly type: 'asked';
			readonly commands: readonly ActionCommand[];
			readonly says: string;
			/** What was typed for it, to be mended where it is refused. */
			readonly prompt?: Prompt;
	  }
	| {readonly type: 'told'; readonly run: number; readonly telling: Telling; readonly at: number}
	/** `edition` is what was shown, where that is known: the dialog may have changed since. */
	| {readonly type: 'dialogShown'; readonly at: number; readonly edition?: number}
	| {readonly type: 'strayed'; readonly at: number}
	| {readonly type: 'wordTyped'; readonly typing: Typing}
	/** Empty: none after all. */
	| {readonly type: 'reasonGiven'; readonly text: string}
	| {readonly type: 'answered'; readonly isConfirmed: boolean; readonly at: number}
	| {readonly type: 'dialogScrolled'; readonly by: number; readonly last: number}
	| {readonly type: 'patchToggled'}
	/** Nothing more of these runs is to be written. */
	| {readonly type: 'stopAsked'; readonly runs: readonly number[]}
	| {readonly type: 'dialogClosed'}
	| {readonly type: 'forwardTold'; readonly forward: Forwarded}
	| {readonly type: 'forwardStopAsked'; readonly ids: readonly string[]}
	| {readonly type: 'forwardEnded'; readonly id: string}
	| {readonly type: 'journalRead'; readonly entries: readonly Entry[]};

export type ProgramEvent =
	| {readonly type: 'ticked'; readonly now: number; readonly wallTime: number; readonly clockAheadMs?: number}
	| {readonly type: 'resized'; readonly size: Size}
	| {readonly type: 'refreshed'}
	| {readonly type: 'contextChosen'; readonly name: string}
	| {
			readonly type: 'contextConnected';
			readonly context: Context;
			readonly isProduction: boolean;
			readonly isStaging?: boolean;
			readonly isReadOnly: boolean;
			readonly armForMs?: number;
	  }
	| {readonly type: 'contextFailed'; readonly name: string; readonly trouble: Trouble; readonly at: number}
	| {readonly type: 'armed'; readonly forMs: number; readonly at: number}
	| {readonly type: 'disarmed'; readonly at: number}
	| {readonly type: 'suspended'}
	| {readonly type: 'quit'; readonly at: number};

/** What it takes to be let in. */
export type LoginEvent =
	| {readonly type: 'loginNeeded'; readonly need: LoginNeed | undefined}
	| {readonly type: 'loginAsked'}
	| {readonly type: 'loginEnded'; readonly trouble?: Trouble; readonly at: number}
	| {readonly type: 'pluginShown'; readonly plugin: Plugin}
	| {readonly type: 'questionDrawn'; readonly at: number}
	| {readonly type: 'questionScrolled'; readonly by: number; readonly last: number}
	| {readonly type: 'pluginAnswered'; readonly isAllowed: boolean; readonly at: number};

/** What happens only where the cluster is a rehearsal. */
export type RehearsalEvent =
	| {readonly type: 'rehearsalTold'; readonly state: RehearsalState}
	| {readonly type: 'rehearsalAsked'; readonly wish: Wish}
	/** Its cluster answers, and can be connected to. */
	| {readonly type: 'scenarioBegun'; readonly name: string}
	| {readonly type: 'scenarioFailed'; readonly says: string; readonly at: number}
	| {readonly type: 'guideTurned'; readonly isGuided: boolean}
	| {readonly type: 'presenterTurned'; readonly isPresenting: boolean}
	/** Told only while presenting; `isTyped` where the key went into a text. */
	| {readonly type: 'keyPressed'; readonly key: string; readonly isTyped: boolean; readonly at: number};

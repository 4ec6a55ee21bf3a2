import {homedir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline/promises';
import meow from 'meow';
import {connect} from './cluster/connect.ts';
import {type Configuration, readConfiguration} from './configuration.ts';
import type {Rules} from './gateway/decide.ts';
import {act} from './headless/act.ts';
import {check} from './headless/check.ts';
import {type ExitCode, exitCodes, exitOfTrouble} from './headless/exit-codes.ts';
import {type Flags, parseDuration} from './headless/flags.ts';
import {get} from './headless/get.ts';
import {journal as printJournal} from './headless/journal.ts';
import type {ActionWord, actionNames} from './headless/parse-action.ts';
import {type Out, type Session, sayTrouble} from './headless/session.ts';
import {commandUsages, flagUsages, helpText} from './headless/usage.ts';
import {wait} from './headless/wait.ts';
import {fileJournal} from './journal/journal.ts';
import {systemClock} from './model/clock.ts';
import type {Cluster} from './model/cluster.ts';
import {resourceViews} from './resources/index.ts';
import {leaveBytes} from './terminal/first-paint.ts';

const out: Out = {
	result: text => process.stdout.write(`${text}\n`),
	say: text => process.stderr.write(`${text}\n`),
};

/** Reads what was typed and runs it. Resolves to the exit code; nothing else in sluice ends the process. */
export async function main(argv: readonly string[], {isEntered = false} = {}): Promise<ExitCode> {
	const {input, flags: typed} = parse(argv);
	const [command = '', ...words] = input;
	const flags = checkFlags(typed, command);
	const configuration = readConfiguration(join(configurationFolder(), 'config.yaml'));
	if (typeof flags !== 'string' && configuration.ok && (command === '' || command === 'demo')) {
		return openScreen(command, flags, configuration.value, isEntered);
	}
	leave(isEntered);
	if (typeof flags === 'string') return usage(flags);
	return configuration.ok
		? headless(command, words, flags, configuration.value)
		: trouble(configuration.trouble);
}

async function headless(
	command: string,
	words: readonly string[],
	flags: Flags,
	configuration: Configuration,
): Promise<ExitCode> {
	const journal = fileJournal(journalPath());
	if (command === 'journal') return printJournal({journal, flags, out});
	const connected = await connect({kubeconfig: flags.kubeconfig, context: flags.context, env: process.env});
	if (!connected.ok) return trouble(connected.trouble);
	const cluster = connected.value;
	const interrupted = new AbortController();
	const interrupt = () => interrupted.abort();
	process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
	const session: Session = {
		cluster,
		journal,
		clock: systemClock,
		rules: rulesFor(cluster, flags, configuration),
		flags,
		signal: interrupted.signal,
		out,
		...(process.stdin.isTTY && process.stderr.isTTY && {ask}),
	};
	try {
		return await runCommand(command, words, session);
	} finally {
		process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
		cluster.close();
	}
}

function runCommand(command: string, words: readonly string[], session: Session): Promise<ExitCode> {
	switch (command) {
		case 'get':
			return get(words, session);
		case 'wait':
			return wait(words, session);
		case 'check':
			return check(session);
		default:
			return act(command as ActionWord & (typeof actionNames)[number], words, session);
	}
}

/** The dashboard's modules are loaded only here: no other command pays for them. */
async function openScreen(
	command: string,
	flags: Flags,
	configuration: Configuration,
	isEntered: boolean,
): Promise<ExitCode> {
	const {stdin, stdout, env} = process;
	if (!stdout.isTTY || !stdin.isTTY) {
		out.say(
			'The dashboard needs a terminal, and this is not one.\nUse the commands instead, for example: sluice get pods -o json',
		);
		return exitCodes.usage;
	}
	const {openDashboard, openDemo} = await import('./dashboard.ts');
	const around = {
		env,
		stdin,
		stdout,
		journalPath: journalPath(),
		isEntered,
		rulesFor: (cluster: Cluster) => rulesFor(cluster, flags, configuration),
		say(text: string) {
			leave(isEntered);
			out.say(text);
		},
	};
	return command === 'demo' ? openDemo(flags, around) : openDashboard(flags, configuration, around);
}

/** Gives the terminal back where the first paint took it and no dashboard follows. */
function leave(isEntered: boolean): void {
	if (isEntered) process.stdout.write(leaveBytes);
}

function rulesFor({context}: Cluster, flags: Flags, {contexts}: Configuration): Rules {
	const settings = contexts[context.name];
	return {
		readOnly: flags.readOnly || settings?.readOnly === true,
		readOnlyBecause: flags.readOnly ? '--read-only' : 'by the configuration',
		isProduction: settings?.class === undefined ? !context.isLocal : settings.class === 'production',
		contextName: context.name,
	};
}

function parse(argv: readonly string[]) {
	return meow(helpText(), {
		importMeta: import.meta,
		argv,
		description:
			'sluice: watch a Kubernetes cluster from a terminal, and scale, upgrade and shift its traffic live.',
		// An unknown one is answered here: meow would end the process with the screen still taken.
		allowUnknownFlags: true,
		helpIndent: 0,
		flags: Object.fromEntries(
			flagUsages.map(({name, type, shortFlag, isMultiple}) => [
				name,
				{
					type,
					...(shortFlag && {shortFlag}),
					...(isMultiple && {isMultiple}),
					...(type === 'boolean' && {default: false}),
				},
			]),
		) as Record<string, {type: 'string'}>,
	});
}

/** The flags with their meaning, or what is wrong with them. */
function checkFlags(typed: Record<string, unknown>, command: string): Flags | string {
	if (!commandUsages.some(each => each.name === command)) return `There is no command ${command}.`;
	const unknown = Object.keys(typed).find(
		name => !flagUsages.some(each => each.name === name || each.shortFlag === name),
	);
	if (unknown !== undefined) return `There is no flag --${unknown}.`;
	const output = typed.output ?? 'table';
	if (!['table', 'wide', 'json', 'name'].includes(String(output))) {
		return `There is no output format ${output}: use table, wide, json or name.`;
	}
	const timeoutMs = parseDuration(String(typed.timeout ?? '5m'));
	if (timeoutMs === undefined) return `${typed.timeout} is not a time: use 30s, 5m or 1h.`;
	if (typed.namespace !== undefined && typed.allNamespaces)
		return 'Use either --namespace or --all-namespaces.';
	if (typed.view !== undefined && !isViewName(String(typed.view))) {
		return `There is no view ${typed.view}: try now, pods, deployments, nodes or splits.`;
	}
	if (Number.isNaN(typed.toRevision)) return '--to-revision needs a number.';
	return {...typed, output, timeoutMs, expect: typed.expect ?? []} as Flags;
}

function isViewName(name: string): boolean {
	const screens = ['now', 'splits', 'journal', 'contexts'];
	return (
		screens.includes(name) || resourceViews.some(view => view.name === name || view.aliases.includes(name))
	);
}

async function ask(question: string): Promise<string> {
	const lines = createInterface({input: process.stdin, output: process.stderr});
	try {
		return await lines.question(question);
	} finally {
		lines.close();
	}
}

function usage(says: string): ExitCode {
	out.say(`${says}\nSee sluice --help.`);
	return exitCodes.usage;
}

function trouble(found: Parameters<typeof exitOfTrouble>[0]): ExitCode {
	out.say(sayTrouble(found));
	return exitOfTrouble(found);
}

function configurationFolder(): string {
	return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'sluice');
}

function journalPath(): string {
	return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'sluice', 'journal.jsonl');
}

import type {Plugin} from '../model/login.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import type {Session} from './session.ts';

/** Set to 1, it allows the plug-ins of all kubeconfigs: for runs that nobody can be asked in. */
export const allowVariable = 'SLUICE_ALLOW_PLUGINS';

/**
 * Shows the program that the kubeconfig wants to run before it runs for the
 * first time. Undefined where it may; else how the command ends. `--yes` is
 * about the change that was typed, and answers nothing here.
 */
export async function askPlugin({
	cluster: {login},
	ask,
	out,
}: Pick<Session, 'cluster' | 'ask' | 'out'>): Promise<ExitCode | undefined> {
	const plugin = login.unallowed();
	if (plugin === undefined) return undefined;
	out.say(sayPlugin(plugin));
	if (ask === undefined) {
		out.say(
			`It was not run, as nobody can be asked here. Run sluice check on a terminal once and allow it, or set ${allowVariable}=1.`,
		);
		return exitCodes.refused;
	}
	const answer = await ask('Allow it, now and later? [y/N] ');
	if (!/^y(es)?$/i.test(answer.trim())) {
		out.say('It was not run, and nothing was asked of the cluster.');
		return exitCodes.refused;
	}
	const remembered = login.allow(plugin);
	if (!remembered.ok) out.say(remembered.trouble.says);
	return undefined;
}

function sayPlugin({command, args, envNames, path, user, file, covers}: Plugin): string {
	const sets = envNames.length === 0 ? '' : `\n  sets      ${envNames.join(', ')}`;
	const cover =
		covers === 'file'
			? 'It is your own kubeconfig: a yes is for all that stands in it, as with kubectl.'
			: 'A yes is for exactly these words of this file.';
	return `To log in, a kubeconfig wants to run a program as you, which nobody has allowed yet:
  program   ${[command, ...args].map(quoted).join(' ')}
  found at  ${path}${sets}
  for user  ${user}
  named in  ${file}
${cover}`;
}

/** As one would type it in a shell. */
function quoted(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

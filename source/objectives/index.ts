import {abTest} from './ab-test.ts';
import {autoscale} from './autoscale.ts';
import {challenge} from './challenge.ts';
import {daskRun} from './dask-run.ts';
import {deploy} from './deploy.ts';
import {deployTrained} from './deploy-trained.ts';
import {downgradeModel} from './downgrade.ts';
import {editNotebook} from './edit-notebook.ts';
import {resumeSchedule, suspendSchedule} from './hold-schedule.ts';
import {openNotebookAgain, stopNotebookAgain} from './notebooks-there.ts';
import type {Objective} from './objective.ts';
import {retire} from './retire.ts';
import {runJob} from './run-job.ts';
import {runNow} from './run-now.ts';
import {scaleDown, scaleUp} from './scale-model.ts';
import {schedule} from './schedule.ts';
import {shadow} from './shadow.ts';
import {sparkQuery} from './spark-query.ts';
import {train} from './train.ts';
import {upgradeModel} from './upgrade.ts';

/** Everything that can be said as an objective, by what it is about. A new one is a file and a line here. */
export const themes: ReadonlyArray<{readonly title: string; readonly objectives: readonly Objective[]}> = [
	{
		title: 'Models',
		objectives: [deploy, upgradeModel, downgradeModel, scaleUp, scaleDown, autoscale],
	},
	{
		title: 'Champion and challengers',
		objectives: [abTest, challenge, shadow, retire],
	},
	{
		title: 'Training and jobs',
		objectives: [train, deployTrained, runJob, schedule, runNow, suspendSchedule, resumeSchedule],
	},
	{
		title: 'Notebooks, queries and computations',
		objectives: [editNotebook, openNotebookAgain, stopNotebookAgain, sparkQuery, daskRun],
	},
];

export const objectives: readonly Objective[] = themes.flatMap(theme => theme.objectives);

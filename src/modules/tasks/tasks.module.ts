import { Module } from '@nestjs/common';
import { TaskRunner } from './task-runner.js';
import { TaskStore } from './task-store.js';
import { TaskSweeper } from './task-sweeper.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';

/** Long jobs. Modules that have some import this one and use {@link TaskRunner}. */
@Module({
  controllers: [TasksController],
  providers: [TaskStore, TaskRunner, TaskSweeper, TasksService],
  exports: [TaskRunner],
})
export class TasksModule {}

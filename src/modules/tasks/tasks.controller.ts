import { Controller, Delete, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { Removes } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Page } from '../../common/pagination/page.js';
import { TaskQuery } from './dto/task.query.js';
import { TaskResponse, TaskSummaryResponse } from './dto/task.response.js';
import { sayWhenToAskAgain } from './retry-after.js';
import { TaskIdPipe } from './task-id.pipe.js';
import { taskLinks, taskSummaryLinks } from './tasks.links.js';
import { TasksService } from './tasks.service.js';

/** Long jobs: how far they are, what came of them, and how to stop them. */
@ApiTags('Tasks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/task/v1/tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('tasks.view_task')
  @ReturnsPage(TaskSummaryResponse, taskSummaryLinks)
  @ApiOperation({
    operationId: 'task_list',
    summary: 'List tasks',
    description:
      'Your own tasks, the newest first; global staff see everybody’s. Results are left out: follow a task’s own URL. Tasks are kept for 30 days after they have ended.',
  })
  async list(@Query() query: TaskQuery, @Caller() principal: Principal): Promise<Page<Unlinked<TaskSummaryResponse>>> {
    return (await this.tasks.page(principal, query)).map((task) => TaskSummaryResponse.from(task, this.urls));
  }

  @Get(':id')
  @Access('tasks.view_task')
  @ReturnsResource(TaskResponse, taskLinks)
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'task_retrieve',
    summary: 'See how far a task is',
    description:
      'For whoever started it, and for global staff; for others it does not exist (404). While it has not ended, `Retry-After` says in how many seconds to ask again.',
  })
  async retrieve(
    @Param('id', TaskIdPipe) id: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Unlinked<TaskResponse>> {
    const task = await this.tasks.get(principal, id);
    sayWhenToAskAgain(reply, task);
    return TaskResponse.from(task, this.urls);
  }

  @Delete(':id')
  @Access('tasks.cancel_task')
  @AlsoAnswers('conflict')
  @Removes('The task was asked to end.')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'task_cancel',
    summary: 'Cancel a task',
    description:
      'Asks the task to end; what it did is undone. Its state becomes `cancelled` within seconds, or `succeeded` if it was just ending. A task that has ended: 409.',
  })
  async cancel(
    @Param('id', TaskIdPipe) id: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.tasks.cancel(principal, id, preconditions);
  }
}

import {
  type LinkBuilder,
  type LinkContext,
  type Links,
  linksOf,
  type Unlinked,
} from '../../common/hypermedia/links.js';
import type { TaskResponse, TaskSummaryResponse } from './dto/task.response.js';

/** Where one may go from a task. */
class TaskLinks implements LinkBuilder<TaskSummaryResponse> {
  url(task: Unlinked<TaskSummaryResponse>, { urls }: LinkContext): string {
    return urls.task(task.id);
  }

  links(task: Unlinked<TaskSummaryResponse>, { urls }: LinkContext): Links {
    return linksOf({
      self: { href: urls.task(task.id) },
      collection: { href: urls.tasks() },
      course: task.course && { href: task.course.url },
      cancel: task.finished === null && { href: urls.task(task.id), method: 'DELETE', title: 'Cancel the task' },
    });
  }

  /** What whoever cancels it must know. Result and error come with the last state. */
  version({ state }: Unlinked<TaskSummaryResponse>): string {
    return state;
  }

  circumstances({ progress, started }: Unlinked<TaskSummaryResponse>): string[] {
    return [String(progress.done), String(progress.total), progress.unit, started ?? ''];
  }
}

/** Links of one task. */
export const taskLinks: LinkBuilder<TaskResponse> = new TaskLinks();

/** Links of a task in a list. */
export const taskSummaryLinks: LinkBuilder<TaskSummaryResponse> = new TaskLinks();

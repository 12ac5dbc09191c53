import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Guesses } from '../rate-limit/guesses.js';
import { noting } from '../validation/noted-faults.js';
import { type AuthenticatedRequest, principalOf } from './access.js';
import { CourseAccessPolicy } from './course-access.js';
import { courseKeyOf } from './course-of-request.js';
import { takeUnlockKey } from './unlock-key-of-request.js';

/**
 * Gives the caller the unlock key that a read brings, before anybody decides about access (SPEC section 13; ADR 0017). A key
 * opens things of the course that the request names, and counts as a wrong guess if nothing there has it.
 */
@Injectable()
export class UnlockKeyGuard implements CanActivate {
  constructor(
    private readonly courses: CourseAccessPolicy,
    private readonly guesses: Guesses,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const key = noting(request, () => takeUnlockKey(request)) ?? null;
    const principal = principalOf(request);
    // Nothing is closed to global staff; and a request that names no course opens none.
    const course = key === null || principal.isGlobalStaff ? null : courseKeyOf(request);
    if (key === null || course === null) return true;
    this.guesses.check('unlock key', request);
    const unlocked = principal.withUnlockKey(key);
    if (!(await this.courses.unlocksSomething(unlocked, course))) await this.guesses.countWrong('unlock key', request);
    else request.principal = unlocked;
    return true;
  }
}

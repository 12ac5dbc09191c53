import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { HealthResponse } from './health.response.js';
import { Readiness } from './readiness.service.js';

interface Reply {
  status(code: number): unknown;
}

/** For supervisors and load balancers: unauthenticated, no database write, no cookie. */
@ApiTags('Operations')
@ApiExtension('x-support-level', 'stable')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Alive: the process answers. Never asks the database, or a database that is away would get the process restarted. */
  @Get('health')
  @Access('service.view_page', { restrictedApplications: true })
  @ApiOperation({ operationId: 'health_retrieve', summary: 'Is the process alive?' })
  @ApiResponse({ status: 200, type: HealthResponse })
  health(): HealthResponse {
    return { overall_status: 'OK', detailed_status: { process_status: 'OK' } };
  }

  /** Ready: requests that need the database and the asset store will work. 503 while they would not, and while the process is stopping. */
  @Get('ready')
  @Access('service.view_page', { restrictedApplications: true })
  @ApiOperation({ operationId: 'readiness_retrieve', summary: 'Can it serve requests?' })
  @ApiResponse({ status: 200, type: HealthResponse })
  @ApiResponse({ status: 503, type: HealthResponse, description: 'Not now; the parts say why.' })
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<HealthResponse> {
    const parts = await this.readiness.check();
    const ready = Object.values(parts).every((status) => status === 'OK');
    if (!ready) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { overall_status: ready ? 'OK' : 'UNAVAILABLE', detailed_status: parts };
  }
}

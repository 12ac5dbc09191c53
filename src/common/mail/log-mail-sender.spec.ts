import { Logger } from '@nestjs/common';
import pino from 'pino';
import { NestLogger } from '../logging/nest-logger.js';
import { LogMailSender } from './log-mail-sender.js';

describe('mail in a demo', () => {
  afterEach(() => Logger.overrideLogger(false));

  it('stands in the log as it is by default: nobody could follow its link otherwise (issue 4)', async () => {
    const lines: string[] = [];
    Logger.overrideLogger(new NestLogger(pino({ level: 'info' }, { write: (line) => lines.push(line) })));
    await new LogMailSender().send({
      to: 'anna@example.com',
      subject: 'Courseware: a link',
      text: 'http://localhost/x',
    });
    expect(lines).toEqual([expect.stringMatching(/anna@example\.com.*http:\/\/localhost\/x/)]);
  });
});

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the e-mail address of an account is known to be its owner's: access policies let in by its domain (SPEC section 8). */
export class Authorization1797000000000 implements MigrationInterface {
  readonly name = 'Authorization1797000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE users ADD COLUMN email_verified boolean NOT NULL DEFAULT true');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE users DROP COLUMN email_verified');
  }
}

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from '../../../common/auth/principal.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { Preconditions } from '../../../common/http/preconditions.js';
import { requiresParentalConsent } from '../account-privacy.js';
import { AccountsService } from '../accounts.service.js';
import { lockAccount, readAccount, type StoredAccount } from '../stored-account.js';
import type { VisibleAccount } from '../visible-account.js';
import { drawImage, type DrawnImage, drawNobody } from './draw-image.js';
import { type ImageSize, NO_IMAGE } from './image-sizes.js';
import { ImageOfMinorError } from './profile-image.errors.js';

/** Of an account without a picture: there is a representation of that too, so it has a version. */
export const versionOfImage = (digest: string | null): string => digest ?? 'none';

/** People's pictures. Who may change an account may change its picture; who may see it, sees it. */
@Injectable()
export class ProfileImages {
  private nobody: Promise<DrawnImage> | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly accounts: AccountsService,
  ) {}

  /**
   * @param read the bytes that were sent; not asked for before it is known that the caller may
   * @throws NotFoundError, PermissionDeniedError, PreconditionFailedError, ImageOfMinorError, UnusableImageError
   */
  async replace(
    principal: Principal,
    username: string,
    read: () => Promise<Buffer>,
    preconditions: Preconditions,
  ): Promise<VisibleAccount> {
    const visible = await this.accounts.editableBy(principal, username);
    if (requiresParentalConsent(visible.account.profile.yearOfBirth)) throw new ImageOfMinorError();
    // Drawn outside of the transaction: that takes longer than anybody should wait for a row.
    const image = await drawImage(await read());
    return this.write(visible, preconditions, async (manager, current) => {
      if (requiresParentalConsent(current.profile.yearOfBirth)) throw new ImageOfMinorError();
      await save(manager, current.id, image);
    });
  }

  /** Takes the picture away; where there is none, that is as well. @throws NotFoundError, PermissionDeniedError, PreconditionFailedError */
  async remove(principal: Principal, username: string, preconditions: Preconditions): Promise<void> {
    const visible = await this.accounts.editableBy(principal, username);
    await this.write(visible, preconditions, async (manager, { id }) => {
      await manager.query('DELETE FROM profile_images WHERE user_id = $1', [id]);
    });
  }

  /** The bytes of the picture with this digest, as long as somebody whose account is active has it. @throws NotFoundError */
  async bytes(digest: string, size: ImageSize): Promise<Buffer> {
    if (digest === NO_IMAGE) return (await (this.nobody ??= drawNobody())).bytes[size];
    const [row] = await this.dataSource.query<{ bytes: Buffer }[]>(
      `SELECT i.image_${size} AS bytes FROM profile_images i JOIN users u ON u.id = i.user_id
        WHERE i.digest = $1 AND u.is_active LIMIT 1`,
      [digest],
    );
    if (!row) throw new NotFoundError('picture at this address', 'The account names the addresses of its picture.');
    return row.bytes;
  }

  private async write(
    { account, rights }: VisibleAccount,
    preconditions: Preconditions,
    work: (manager: EntityManager, current: StoredAccount) => Promise<void>,
  ): Promise<VisibleAccount> {
    const changed = await this.dataSource.transaction(async (manager) => {
      await lockAccount(manager, account.id);
      const current = await readAccount(manager, account.id);
      preconditions.check(versionOfImage(current.imageDigest));
      await work(manager, current);
      return readAccount(manager, account.id);
    });
    return { account: changed, rights };
  }
}

async function save(manager: EntityManager, id: number, { digest, bytes }: DrawnImage): Promise<void> {
  await manager.query(
    `INSERT INTO profile_images (user_id, digest, image_500, image_120, image_50, image_30) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT pk_profile_images DO UPDATE SET digest = EXCLUDED.digest, image_500 = EXCLUDED.image_500,
         image_120 = EXCLUDED.image_120, image_50 = EXCLUDED.image_50, image_30 = EXCLUDED.image_30, uploaded = now()`,
    [id, digest, bytes[500], bytes[120], bytes[50], bytes[30]],
  );
}

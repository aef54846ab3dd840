import type { DebianPackages } from '@trailkeeper/database/testing';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Certificate, makeCertificate } from './certificate.js';
import { freePort } from './free-port.js';
import { startProcess, untilListening } from './own-process.js';

/** What the server is made of. libnss-wrapper has it see the user it wants to run as, without making one. */
export const EXIM_PACKAGES = ['exim4-daemon-light', 'libnss-wrapper', 'openssl'];

/** A mail server that takes mail for everyone at example.test but `nobody`, after a login; all of it in one maildir. */
export interface Exim {
  readonly port: number;
  readonly certificate: Certificate;
  /** The mails with this text that have come, one for each recipient; waits until there are this many, 20 s at most. */
  mails(text: string, count: number): Promise<string[]>;
  stop(): Promise<void>;
}

export const EXIM_LOGIN = { username: 'exporter', password: 'a password: for tests' };

/** Starts Exim on a free port of 127.0.0.1, and of 127.0.0.2, which its certificate does not name, with all it keeps in a temporary folder, as any user. */
export async function startExim(packages: DebianPackages, { hasStarttls = true } = {}): Promise<Exim> {
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-exim-'));
  const port = await freePort();
  const certificate = makeCertificate(packages, folder);
  const library = `usr/lib/${LIBRARIES[process.arch] ?? ''}/libnss_wrapper.so`;
  // Copied, because the user it runs as may not be let into the checkout.
  const [program, wrapper] = [join(folder, 'exim4'), join(folder, 'libnss_wrapper.so')];
  copyFileSync(packages.fileOf('usr/sbin/exim4'), program);
  copyFileSync(packages.fileOf(library), wrapper);
  // It refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const [uid, gid] = isRoot ? [NOBODY, NOBODY] : [process.getuid?.() ?? NOBODY, process.getgid?.() ?? NOBODY];
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('passwd', `root:x:0:0::/root:/bin/false\nDebian-exim:x:${uid}:${gid}::/nonexistent:/bin/false\n`);
  write('group', `root:x:0:\nmail:x:8:\nDebian-exim:x:${gid}:\n`);
  write('exim.conf', configuration({ folder, program, hasStarttls, certificate }));
  for (const name of ['spool', 'log', 'mail']) mkdirSync(join(folder, name));
  chmodSync(folder, 0o755);
  if (isRoot) for (const name of ['.', ...readdirSync(folder)]) chownSync(join(folder, name), uid, gid);
  const env = {
    ...packages.env,
    LD_PRELOAD: wrapper,
    NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
    NSS_WRAPPER_GROUP: join(folder, 'group'),
  };
  const args = [
    '-C',
    join(folder, 'exim.conf'),
    '-bdf',
    '-oX',
    `<; [127.0.0.1]:${port}; [127.0.0.2]:${port}`,
    '-oP',
    join(folder, 'pid'),
  ];
  const running = startProcess(program, args, { cwd: folder, env, ...(isRoot && { uid, gid }) });
  const stop = async () => {
    await running.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(port, running);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, certificate, stop, mails: (text, count) => readMails(join(folder, 'mail', 'new'), text, count) };
}

async function readMails(folder: string, text: string, count: number, tries = 200): Promise<string[]> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const mails = names.map((name) => readFileSync(join(folder, name), 'latin1')).filter((mail) => mail.includes(text));
  if (mails.length >= count || tries === 0) return mails;
  await sleep(100);
  return readMails(folder, text, count, tries - 1);
}

function configuration({
  folder,
  program,
  hasStarttls,
  certificate,
}: {
  folder: string;
  program: string;
  hasStarttls: boolean;
  certificate: Certificate;
}): string {
  return `
exim_path = ${program}
keep_environment = LD_PRELOAD : LD_LIBRARY_PATH : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
primary_hostname = mail.example.test
tls_advertise_hosts = ${hasStarttls ? '*' : ''}
tls_certificate = ${certificate.certificateFile}
tls_privatekey = ${certificate.keyFile}
message_size_limit = 20M
deliver_drop_privilege
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = rcpt

begin acl
rcpt:
  deny message = no such mailbox
    local_parts = nobody
  accept authenticated = *
  deny message = log in first

begin routers
all:
  driver = accept
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = ${folder}/mail
  maildir_format
  envelope_to_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${EXIM_LOGIN.username}}}{eq{$auth3}{${EXIM_LOGIN.password.replace(':', '\\:')}}}}}
`;
}

const NOBODY = 65_534;

const LIBRARIES: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** The peers. One that is not here is named, with the reason: scripts/bench-peers.mjs tells why. */
import { reason } from '../../platform/failure.ts'
import { type Launch, launch, nodeServer, SERVERS, type Server } from './server.ts'

export type Absent = { readonly name: string; readonly why: string }
export type Found = { readonly servers: readonly Server[]; readonly absent: readonly Absent[] }

export const NAIVE = 'naive ws loop'
export const CHANNELS = 'Django Channels'
export const SOCKET_IO = 'socket.io + Redis streams'
export const NCHAN = 'nchan'
/** No peer: what is left when nothing but the sending is left. */
export const BARE = 'bare sockets of Node (the floor)'
export type PeerName = typeof NAIVE | typeof CHANNELS | typeof SOCKET_IO | typeof NCHAN | typeof BARE

/** Starts those that are wanted and here. */
export async function startPeers(names: readonly PeerName[], redisUrl: string): Promise<Found> {
  const servers: Server[] = []
  const absent: Absent[] = []
  for (const name of names) {
    const why = missing()[name]
    if (why !== undefined) absent.push({ name, why })
    else {
      await launch(launchOf(name, redisUrl)).then(
        (server) => servers.push(server),
        (error: unknown) => absent.push({ name, why: reason(error) }),
      )
    }
  }
  return { servers, absent }
}

/** Peer -> why it could not be installed. */
function missing(): { readonly [name: string]: string } {
  return JSON.parse(process.env['BENCH_MISSING'] ?? '{}')
}

function launchOf(name: PeerName, redisUrl: string): Launch {
  switch (name) {
    case NAIVE:
      return { name, dialect: 'plain', command: () => nodeServer('naive.mjs') }
    case BARE:
      return { name, dialect: 'plain', command: () => nodeServer('bare.mjs') }
    case SOCKET_IO:
      return {
        name,
        dialect: 'socket.io',
        command: () => nodeServer('socket-io.mjs'),
        env: { REDIS_URL: redisUrl, PEERS: process.env['BENCH_PEERS'] ?? '' },
      }
    case CHANNELS:
      return {
        name,
        dialect: 'plain',
        // Debian's own Python: its packages are for no other.
        command: (port) => [
          '/usr/bin/python3',
          '-m',
          'daphne',
          '-v',
          '0',
          '-p',
          String(port),
          'channels_app:application',
        ],
        env: { REDIS_URL: redisUrl, PYTHONPATH: SERVERS, PYTHONDONTWRITEBYTECODE: '1' },
      }
    case NCHAN:
      return {
        name,
        dialect: 'nchan',
        command: (_, dir) => ['/usr/sbin/nginx', '-p', dir, '-c', `${dir}/nginx.conf`],
        files: (port) => ({ 'nginx.conf': nginxConf(port) }),
        // Killed outright, it would leave its worker behind.
        end: 'SIGTERM',
      }
  }
}

/** One worker, as the others have one process; messages are kept as our relay keeps entries for who comes back. */
function nginxConf(port: number): string {
  return `
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 16000; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  nchan_max_reserved_memory 128m;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /publish {
      nchan_publisher;
      nchan_channel_id screens;
      nchan_message_buffer_length 200;
      nchan_message_timeout 5m;
    }
    location = /screen {
      nchan_subscriber websocket;
      nchan_channel_id screens;
      nchan_subscriber_first_message newest;
      nchan_subscriber_last_message_id $arg_last;
    }
  }
}
`
}

import type { CatalogEntry } from './entry.ts'

export const filesystem: CatalogEntry = {
  name: 'filesystem',
  summary: 'reads and writes files below the directories that it is given',
  registry: 'npm',
  package: '@modelcontextprotocol/server-filesystem',
  version: '2026.8.31',
  takes: { kind: 'directories' },
  tools: [
    'read_file',
    'read_text_file',
    'read_media_file',
    'read_multiple_files',
    'write_file',
    'edit_file',
    'create_directory',
    'list_directory',
    'list_directory_with_sizes',
    'directory_tree',
    'move_file',
    'search_files',
    'get_file_info',
    'list_allowed_directories',
  ],
}

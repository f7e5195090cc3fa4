/** COMP_WORDS is cut at `=` and `:`, so the line is read by itself; what bash cut off is cut off the candidates. */
export const bash = (program: string): string => `# kubectl agentgw: completion for bash. In ~/.bashrc:
#   source <(kubectl agentgw completion bash)
# Where kubectl completes by itself (source <(kubectl completion bash)), it asks the same program for \`kubectl agentgw\`.

_kubectl_agentgw_complete() {
  local line=\${COMP_LINE:0:COMP_POINT} program=${program} typed cut word out directive
  local -a words
  read -r -a words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  words=("\${words[@]:$1}")
  typed=\${words[\${#words[@]}-1]}
  command -v kubectl_complete-agentgw >/dev/null && program=kubectl_complete-agentgw
  out=$("$program" "\${words[@]}" 2>/dev/null) || return
  directive=\${out##*:}
  cut=''
  [[ $COMP_WORDBREAKS == *=* && $typed == *=* ]] && cut=\${typed%"\${typed##*=}"}
  [[ $COMP_WORDBREAKS == *:* && \${typed#"$cut"} == *:* ]] && cut=\${typed%"\${typed##*:}"}
  COMPREPLY=()
  while IFS= read -r word; do
    [[ $word == :* || -z $word ]] && continue
    word=\${word%%$'\\t'*}
    COMPREPLY+=("\${word#"$cut"}")
  done <<<"$out"
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  if ((\${#COMPREPLY[@]} == 0)); then
    word=\${typed#"$cut"}
    if ((directive & 16)); then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
    elif ! ((directive & 4)); then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
  fi
}

_kubectl_agentgw() { _kubectl_agentgw_complete 1; }
complete -F _kubectl_agentgw kubectl-agentgw

# \`kubectl agentgw\` where nothing completes kubectl.
_kubectl_agentgw_of_kubectl() {
  local -a words
  read -r -a words <<<"\${COMP_LINE:0:COMP_POINT}"
  COMPREPLY=()
  if [[ \${words[1]} == agentgw && ( \${#words[@]} -gt 2 || \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ) ]]; then
    _kubectl_agentgw_complete 2
  elif ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W agentgw -- "\${COMP_WORDS[1]}")
  fi
}
complete -p kubectl >/dev/null 2>&1 || complete -o default -F _kubectl_agentgw_of_kubectl kubectl
`

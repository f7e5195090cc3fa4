/** Candidates with what they are, as zsh lists them. */
export const zsh = (program: string): string => `#compdef kubectl-agentgw
# kubectl agentgw: completion for zsh. In ~/.zshrc, after compinit:
#   source <(kubectl agentgw completion zsh)
# Where kubectl completes by itself (source <(kubectl completion zsh)), it asks the same program for \`kubectl agentgw\`.

_kubectl_agentgw_complete() {
  local program=${program} line directive value
  local -a given offered space
  given=("\${(@)words[$1,CURRENT]}")
  given[-1]=\${PREFIX}
  (( $+commands[kubectl_complete-agentgw] )) && program=kubectl_complete-agentgw
  offered=()
  directive=0
  while IFS= read -r line; do
    if [[ $line == :<-> ]]; then
      directive=\${line#:}
      continue
    fi
    [[ -z $line ]] && continue
    value=\${line%%$'\\t'*}
    if [[ $line == *$'\\t'* ]]; then
      offered+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
    else
      offered+=("\${value//:/\\\\:}")
    fi
  done < <("$program" "\${given[@]}" 2>/dev/null)
  (( directive & 2 )) && space=(-S '')
  if (( \${#offered} )); then
    _describe -V 'kubectl agentgw' offered "\${space[@]}"
  elif (( directive & 16 )); then
    _files -/
  elif (( ! (directive & 4) )); then
    _files
  fi
}

_kubectl_agentgw() { _kubectl_agentgw_complete 2 }
compdef _kubectl_agentgw kubectl-agentgw

# \`kubectl agentgw\` where nothing completes kubectl.
_kubectl_agentgw_of_kubectl() {
  if (( CURRENT == 2 )); then
    compadd agentgw
  elif [[ \${words[2]} == agentgw ]]; then
    _kubectl_agentgw_complete 3
  fi
}
(( $+_comps[kubectl] )) || compdef _kubectl_agentgw_of_kubectl kubectl
`
